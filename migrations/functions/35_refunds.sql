-- Tickets given back. An offer says what comes back by which rule and until when; confirming it frees the seats and
-- voids the tickets at once, the money may follow later.
--
-- Order of locks: booking -> tickets -> seats -> counter -> payments. The gate locks the ticket: a scan and a refund of
-- one instant meet there, and the second one finds it used or void.

-- How this money came in: carried over from an exchanged booking it is still what it was paid with.
CREATE OR REPLACE FUNCTION internal.came_by(p_payment payments)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT o.payment_method FROM payments o WHERE o.id = p_payment.origin_id), p_payment.payment_method)
$$;

-- Never more than was paid, on every single payment: the payment's row is locked, so that two refunds of one moment
-- count each other.
CREATE OR REPLACE FUNCTION internal.limit_refunds()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_payment payments%ROWTYPE;
  v_others numeric;
BEGIN
  SELECT * INTO v_payment FROM payments WHERE id = NEW.payment_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(refund_amount + processing_fee), 0) INTO v_others FROM refunds WHERE payment_id = NEW.payment_id AND id <> NEW.id;
  IF v_payment.payment_status NOT IN ('completed', 'refunded') OR v_payment.booking_id <> NEW.booking_id
     OR v_others + NEW.refund_amount + NEW.processing_fee > v_payment.amount THEN
    PERFORM internal.refuse('refund_too_much', jsonb_build_object('paid', v_payment.amount, 'given_back', v_others));
  END IF;
  RETURN NEW;
END $$;

-- When the train really leaves the booking's station, how late it is, and whether it runs.
CREATE OR REPLACE FUNCTION internal.departure_of(p_booking bookings, OUT status text, OUT late int, OUT planned timestamptz, OUT leaves timestamptz)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT CASE WHEN p_booking.to_order > s.last_order THEN 'cancelled' ELSE s.status END, coalesce(s.delay_minutes, 0)
  INTO status, late FROM schedules s WHERE s.id = p_booking.schedule_id;
  planned := (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz;
  leaves := planned + make_interval(mins => late);
END $$;

CREATE OR REPLACE FUNCTION internal.after_sale_rules(p_booking bookings)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.rules(p_booking.booking_details #>> '{schedule,origin_code}', p_booking.booking_details #>> '{schedule,train_number}')
$$;

-- Whether this member made this very sale at this counter in a shift that is still theirs. An exchange is no sale that can
-- be undone: its value came from an older one, and would leave the drawer whole, without fee, signature or card.
CREATE OR REPLACE FUNCTION internal.own_fresh_sale(p_booking bookings, p_user_id uuid, p_counter_id uuid, p_minutes int)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_booking.exchanged_from IS NULL AND EXISTS (SELECT FROM sales s JOIN shifts h ON h.id = s.shift_id
    WHERE s.id = p_booking.sale_id AND s.user_id = p_user_id AND s.counter_id = p_counter_id AND h.state = 'open'
      AND s.sold_at > clock_timestamp() - make_interval(mins => p_minutes))
$$;

-- Which rule a refund of this booking follows now, and until when: the railway's own doing before the passenger's wish.
-- NULL rule: none any more (`why` says so).
CREATE OR REPLACE FUNCTION internal.refund_rule(p_booking bookings, OUT rule text, OUT until timestamptz, OUT why text)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_booking);
  v_train record;
  v_now timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO v_train FROM internal.departure_of(p_booking);
  IF v_train.status = 'cancelled' THEN
    until := v_train.planned + make_interval(hours => (v_rules ->> 'refund_railway_hours')::int);
    rule := CASE WHEN v_now < until THEN 'railway' END;
  ELSIF v_train.late > (v_rules ->> 'refund_delay_minutes')::int AND v_now < v_train.leaves THEN
    until := v_train.leaves;
    rule := 'delay';
  ELSE
    until := v_train.leaves - make_interval(mins => (v_rules ->> 'refund_until_minutes')::int);
    rule := CASE WHEN v_now < until THEN 'passenger' END;
  END IF;
  why := CASE WHEN rule IS NULL THEN 'refund_too_late' END;
END $$;

-- What may still be done with a booking and until when, told before anybody starts: no name in it.
CREATE OR REPLACE FUNCTION internal.after_sale_limits(p_booking bookings, p_user_id uuid, p_counter_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_booking);
  v_train record;
  v_refund record;
  v_own boolean;
BEGIN
  SELECT * INTO v_train FROM internal.departure_of(p_booking);
  SELECT * INTO v_refund FROM internal.refund_rule(p_booking);
  v_own := internal.own_fresh_sale(p_booking, p_user_id, p_counter_id, (v_rules ->> 'own_mistake_minutes')::int);
  RETURN jsonb_build_object(
    'refund', jsonb_build_object('rule', v_refund.rule, 'until', v_refund.until,
      'fee_percent', CASE v_refund.rule WHEN 'passenger' THEN v_rules -> 'refund_fee_percent' ELSE to_jsonb(100 - (v_rules ->> 'refund_railway_percent')::numeric) END),
    'exchange_until', v_train.leaves - make_interval(mins => (v_rules ->> 'reschedule_until_minutes')::int),
    'correction_until', v_train.leaves - make_interval(mins => (v_rules ->> 'correction_until_minutes')::int),
    'undo_until', CASE WHEN v_own THEN (SELECT s.sold_at FROM sales s WHERE s.id = p_booking.sale_id) + make_interval(mins => (v_rules ->> 'own_mistake_minutes')::int) END,
    'train_status', v_train.status, 'delay_minutes', v_train.late, 'leaves_at', v_train.leaves, 'now', clock_timestamp());
END $$;

-- The card of an offer, proposed or confirmed; names as its booking's papers carry them.
CREATE OR REPLACE FUNCTION internal.offer_card(p_offer refund_offers)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking bookings%ROWTYPE;
  v_lines jsonb;
  v_money jsonb;
  v_place record;
BEGIN
  SELECT * INTO v_booking FROM bookings WHERE id = p_offer.booking_id;
  SELECT jsonb_agg(l || jsonb_build_object('name', p.passenger_name, 'type', p.passenger_type, 'seq', p.seq,
           'ticket_number', t.ticket_number,
           'seat', (SELECT (f ->> 'coach_label') || ' / ' || (f ->> 'seat_number') FROM jsonb_array_elements(v_booking.price_lines) f
                    WHERE f ->> 'kind' = 'fare' AND (f ->> 'passenger')::int = p.seq)) ORDER BY p.seq)
  INTO v_lines FROM jsonb_array_elements(p_offer.lines) l
  JOIN passengers p ON p.id = (l ->> 'passenger_id')::uuid JOIN tickets t ON t.id = (l ->> 'ticket_id')::uuid;
  SELECT jsonb_agg(jsonb_build_object('refund_id', r.id, 'reference', r.refund_reference, 'method', r.refund_method, 'amount', r.refund_amount,
           'status', r.refund_status, 'account', r.account_hint, 'due_at', r.due_at, 'paid_by', internal.came_by(y), 'machine', internal.machine_of(r))
           ORDER BY r.refund_reference)
  INTO v_money FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE r.offer_id = p_offer.id AND r.refund_amount > 0;
  SELECT c.code, s.station_name, s.timezone, u.full_name, u.nipp INTO v_place
  FROM counters c JOIN stations s ON s.id = c.station_id, users u WHERE c.id = p_offer.counter_id AND u.id = p_offer.user_id;
  RETURN jsonb_build_object(
    'offer_id', p_offer.id, 'booking_id', p_offer.booking_id, 'booking_number', v_booking.booking_number, 'booking_status', v_booking.status,
    'schedule', v_booking.booking_details -> 'schedule', 'state', p_offer.state, 'rule', p_offer.rule, 'overrule_code', p_offer.overrule_code,
    'reason', p_offer.reason, 'lines', v_lines, 'paid', p_offer.paid, 'fee', p_offer.fee, 'amount', p_offer.amount,
    'valid_until', p_offer.valid_until, 'needs_approval', p_offer.needs_approval, 'cash_allowed', p_offer.cash_allowed,
    'refund_number', p_offer.refund_number, 'confirmed_at', p_offer.confirmed_at, 'money', coalesce(v_money, '[]'),
    'paid_by', (SELECT jsonb_agg(DISTINCT internal.came_by(y)) FROM payments y WHERE booking_id = p_offer.booking_id AND payment_status IN ('completed', 'refunded')),
    'approved_by', (SELECT u.full_name FROM approvals a JOIN users u ON u.id = a.approved_by WHERE a.id = p_offer.approval_id),
    'counter_code', v_place.code, 'station_name', v_place.station_name, 'timezone', v_place.timezone,
    'clerk_name', v_place.full_name, 'clerk_nipp', v_place.nipp, 'now', clock_timestamp());
END $$;

-- What a customer would get back. p_passengers: who leaves (an infant goes with its adult). p_wish:
-- {"why": "refund" | "own_mistake", "reason": "…", "overrule_code": …, "papers": [scanned codes]}. A code overrules fee
-- and cut-off, and always wants a signature. Who asks has seen the document, or made the sale a moment ago.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.refund_quote(p_token text, p_offer_id uuid, p_booking_id uuid, p_passengers uuid[], p_wish jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_old refund_offers%ROWTYPE;
  v_hash bytea;
  v_rules jsonb;
  v_why text;
  v_reason text;
  v_code text;
  v_rule record;
  v_kind text := 'own_mistake';
  v_until timestamptz := clock_timestamp() + interval '1 day';
  v_undo boolean;
  v_own boolean;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_offer_id IS NOT NULL, 'offer_id');
  PERFORM internal.asked(array_ndims(p_passengers) = 1 AND cardinality(p_passengers) BETWEEN 1 AND 20, 'passengers');
  PERFORM internal.asked(array_position(p_passengers, NULL) IS NULL, 'passengers');
  PERFORM internal.asked_facts(p_wish, 'wish', 20000);
  v_why := coalesce(p_wish ->> 'why', 'refund');
  PERFORM internal.asked(v_why IN ('refund', 'own_mistake'), 'why');
  v_undo := v_why = 'own_mistake';
  v_reason := internal.asked_text(p_wish ->> 'reason', 'reason', 200);
  v_code := internal.asked_overrule(p_wish ->> 'overrule_code');
  PERFORM internal.asked(v_code IS NULL OR NOT v_undo, 'overrule_code');
  v_hash := sha256(convert_to(p_booking_id::text || p_passengers::text || (p_wish - 'papers')::text, 'UTF8'));
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  END IF;
  SELECT * INTO v_old FROM refund_offers WHERE id = p_offer_id;
  IF FOUND THEN
    IF v_old.request_hash <> v_hash OR v_old.user_id <> v_me.user_id OR v_old.counter_id <> v_me.counter_id THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.offer_card(v_old);
  END IF;
  v_rules := internal.after_sale_rules(v_booking);
  v_own := internal.own_fresh_sale(v_booking, v_me.user_id, v_me.counter_id, (v_rules ->> 'own_mistake_minutes')::int);
  IF v_undo AND v_booking.exchanged_from IS NOT NULL THEN
    PERFORM internal.refuse('undo_exchange');
  ELSIF v_undo AND NOT v_own THEN
    PERFORM internal.refuse('undo_too_late', jsonb_build_object('minutes', v_rules -> 'own_mistake_minutes'));
  ELSIF NOT v_undo AND NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  ELSIF v_booking.status NOT IN ('confirmed', 'completed') THEN
    PERFORM internal.refuse('booking_cancelled', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  IF v_undo THEN
    PERFORM internal.papers_back(p_booking_id, p_wish -> 'papers');
  ELSE
    SELECT * INTO v_rule FROM internal.refund_rule(v_booking);
    IF v_code IS NOT NULL AND coalesce(v_rule.rule, 'passenger') = 'passenger' THEN
      v_kind := 'overrule';
    ELSIF v_rule.rule IS NULL THEN
      PERFORM internal.refuse(v_rule.why, jsonb_build_object('until', v_rule.until));
    ELSE
      v_kind := v_rule.rule;
      v_until := v_rule.until;
    END IF;
  END IF;
  RETURN internal.offer_card(internal.propose(p_offer_id, v_booking, p_passengers, v_kind, v_until, v_code, v_reason,
    v_hash, v_rules, v_me.user_id, v_me.counter_id, v_me.roles));
END $$;

-- Every paper of a booking is back on the desk: each ticket that ever got a symbol is scanned in its newest issue. One that
-- was issued again and has no symbol yet is printed first: the older paper is somewhere.
CREATE OR REPLACE FUNCTION internal.papers_back(p_booking_id uuid, p_papers jsonb)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_missing text[];
BEGIN
  SELECT array_agg(t.ticket_number ORDER BY t.ticket_number) INTO v_missing FROM tickets t
  WHERE t.booking_id = p_booking_id AND t.ticket_status = 'active' AND (t.qr_code IS NOT NULL OR t.issue_number > 1)
    AND NOT coalesce(CASE jsonb_typeof(p_papers) WHEN 'array' THEN p_papers ? t.qr_code END, false);
  IF v_missing IS NOT NULL THEN
    PERFORM internal.refuse('papers_missing', jsonb_build_object('tickets', to_jsonb(v_missing), 'count', cardinality(v_missing)));
  END IF;
END $$;

-- Write an offer down: fee per ticket by the rule, who must sign, whether cash may be paid. Others of this booking are
-- taken back if they are one's own or over; somebody else's stands in the way.
CREATE OR REPLACE FUNCTION internal.propose(
  p_offer_id uuid, p_booking bookings, p_passengers uuid[], p_rule text, p_until timestamptz, p_code text, p_reason text,
  p_hash bytea, p_rules jsonb, p_user_id uuid, p_counter_id uuid, p_roles text[])
RETURNS refund_offers LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_percent numeric := CASE p_rule WHEN 'passenger' THEN (p_rules ->> 'refund_fee_percent')::numeric
                         WHEN 'railway' THEN 100 - (p_rules ->> 'refund_railway_percent')::numeric ELSE 0 END;
  v_open record;
  v_found record;
  v_bad record;
  v_signed boolean;
  v_undone int;
  v_offer refund_offers%ROWTYPE;
BEGIN
  SELECT o.*, c.code INTO v_open FROM refund_offers o JOIN counters c ON c.id = o.counter_id
  WHERE o.booking_id = p_booking.id AND o.state = 'proposed' FOR NO KEY UPDATE OF o;
  IF FOUND AND v_open.valid_until > clock_timestamp() AND (v_open.user_id, v_open.counter_id) IS DISTINCT FROM (p_user_id, p_counter_id) THEN
    PERFORM internal.refuse('offer_open', jsonb_build_object('counter', v_open.code, 'until', v_open.valid_until));
  END IF;
  UPDATE refund_offers SET state = 'withdrawn' WHERE id = v_open.id;

  PERFORM FROM tickets t WHERE t.booking_id = p_booking.id ORDER BY t.id FOR NO KEY UPDATE;
  SELECT internal.refundable(t, p_rule, p_code) AS no, p.seq INTO v_bad
  FROM passengers p LEFT JOIN LATERAL (SELECT * FROM tickets k WHERE k.passenger_id = p.id ORDER BY k.created_at DESC, k.id DESC LIMIT 1) t ON true
  WHERE p.booking_id = p_booking.id AND internal.leaves_with(p, p_passengers) AND internal.refundable(t, p_rule, p_code) IS NOT NULL
  ORDER BY p.seq LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse(v_bad.no, jsonb_build_object('seq', v_bad.seq));
  END IF;
  SELECT jsonb_agg(jsonb_build_object('passenger_id', x.id, 'ticket_id', x.ticket_id, 'paid', x.ticket_price, 'fee', x.fee,
           'amount', x.ticket_price - x.fee) ORDER BY x.seq) AS lines,
         sum(x.ticket_price) AS paid, sum(x.fee) AS fee, count(*) FILTER (WHERE x.id = ANY (p_passengers)) AS wanted
  INTO v_found
  FROM (SELECT p.id, p.seq, p.ticket_price, t.id AS ticket_id,
               least(p.ticket_price, ceil(p.ticket_price * v_percent / 100 / (p_rules ->> 'refund_rounding')::numeric) * (p_rules ->> 'refund_rounding')::numeric) AS fee
        FROM passengers p CROSS JOIN LATERAL (SELECT k.id FROM tickets k WHERE k.passenger_id = p.id ORDER BY k.created_at DESC, k.id DESC LIMIT 1) t
        WHERE p.booking_id = p_booking.id AND internal.leaves_with(p, p_passengers)) x;
  PERFORM internal.asked(v_found.wanted = cardinality(p_passengers), 'passengers');
  IF EXISTS (SELECT FROM passengers p JOIN tickets t ON t.passenger_id = p.id AND t.ticket_status <> 'cancelled'
             WHERE p.booking_id = p_booking.id AND NOT internal.leaves_with(p, p_passengers) HAVING
             count(*) FILTER (WHERE p.passenger_type = 'infant') > count(*) FILTER (WHERE p.passenger_type IN ('adult', 'senior'))) THEN
    PERFORM internal.refuse('infant_left_alone');
  END IF;
  SELECT count(*) INTO v_undone FROM refund_offers o
  WHERE o.rule = 'own_mistake' AND o.state = 'confirmed' AND o.shift_id = (SELECT id FROM shifts WHERE counter_id = p_counter_id AND user_id = p_user_id AND state = 'open');
  v_signed := CASE p_rule
    WHEN 'overrule' THEN true
    -- Nor alone where a second paper was made: the first may be with a customer who thinks they travel.
    WHEN 'own_mistake' THEN v_undone >= (p_rules ->> 'own_mistake_unsigned')::int
      OR EXISTS (SELECT FROM tickets WHERE booking_id = p_booking.id AND ticket_status = 'active' AND issue_number > 1)
    ELSE v_found.paid - v_found.fee >= (p_rules ->> CASE WHEN 'supervisor' = ANY (p_roles) THEN 'refund_approval_from_supervisor' ELSE 'refund_approval_from' END)::numeric END;
  INSERT INTO refund_offers (id, booking_id, rule, overrule_code, reason, lines, paid, fee, amount, valid_until, needs_approval, cash_allowed, request_hash, user_id, counter_id)
  VALUES (p_offer_id, p_booking.id, p_rule, p_code, p_reason, v_found.lines, v_found.paid, v_found.fee, v_found.paid - v_found.fee,
          least(p_until, clock_timestamp() + make_interval(mins => (p_rules ->> 'refund_offer_minutes')::int)), v_signed,
          p_rules -> 'refund_cash_cases' ? p_rule, p_hash, p_user_id, p_counter_id)
  RETURNING * INTO v_offer;
  RETURN v_offer;
END $$;

-- Whether this passenger leaves: chosen, or an infant on the lap of somebody chosen.
CREATE OR REPLACE FUNCTION internal.leaves_with(p_passenger passengers, p_chosen uuid[])
RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_passenger.id = ANY (p_chosen) OR p_passenger.passenger_type = 'infant' AND coalesce(p_passenger.accompanied_by = ANY (p_chosen), false)
$$;

-- What stands against giving this ticket back by that rule; NULL where nothing does. Whoever has boarded gets money
-- only when the railway did not carry them.
CREATE OR REPLACE FUNCTION internal.refundable(p_ticket tickets, p_rule text, p_code text)
RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN p_ticket.id IS NULL OR p_ticket.ticket_status = 'cancelled' THEN 'already_refunded'
    WHEN p_rule = 'railway' OR p_code IN ('DISRUPTION', 'EQUIPMENT_FAILURE', 'STOP_NOT_SERVED', 'CONNECTION_BROKEN', 'STRIKE') THEN NULL
    WHEN p_ticket.ticket_status = 'used' THEN 'already_boarded'
    WHEN p_ticket.ticket_status = 'expired' AND p_rule <> 'overrule' THEN 'ticket_expired' END
$$;

-- The customer thought better of it.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.withdraw_offer(p_token text, p_offer_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  IF EXISTS (SELECT FROM refund_offers o JOIN bookings b ON b.id = (o.exchange ->> 'new_booking_id')::uuid
             WHERE o.id = p_offer_id AND o.state = 'proposed' AND internal.sale_awaits_money(b.sale_id)) THEN
    PERFORM internal.refuse('payment_open');  -- what came is given back first
  END IF;
  UPDATE refund_offers SET state = 'withdrawn'
  WHERE id = p_offer_id AND state = 'proposed' AND counter_id = v_me.counter_id AND (user_id = v_me.user_id OR 'supervisor' = ANY (v_me.roles));
  IF NOT FOUND AND NOT EXISTS (SELECT FROM refund_offers WHERE id = p_offer_id AND state = 'withdrawn' AND counter_id = v_me.counter_id) THEN
    PERFORM internal.refuse('offer_unknown');
  END IF;
  RETURN jsonb_build_object('withdrawn', true);
END $$;

-- Where the money goes, as it is sent: {"method": "cash" | "reversal" | "transfer" | "wallet", "institution", "account",
-- "account_again", "holder"}. What was paid by card or QRIS goes back there ("reversal") unless a transfer is wished for.
CREATE OR REPLACE FUNCTION internal.asked_money(p_money jsonb)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_account text;
BEGIN
  PERFORM internal.asked_facts(p_money, 'money', 2000);
  PERFORM internal.asked(p_money ->> 'method' IN ('cash', 'reversal', 'transfer', 'wallet'), 'method');
  IF p_money ->> 'method' NOT IN ('transfer', 'wallet') THEN
    RETURN jsonb_build_object('method', p_money -> 'method');
  END IF;
  v_account := regexp_replace(left(coalesce(p_money ->> 'account', ''), 60), '[ .-]', '', 'g');
  PERFORM internal.asked(v_account ~ '^\+?[0-9]{6,20}$', 'account');
  IF v_account <> regexp_replace(left(coalesce(p_money ->> 'account_again', ''), 60), '[ .-]', '', 'g') THEN
    PERFORM internal.refuse('account_differs');
  END IF;
  RETURN jsonb_build_object('method', p_money -> 'method', 'account', v_account,
    'institution', internal.asked_text(p_money ->> 'institution', 'institution', 40),
    'holder', internal.asked_text(p_money ->> 'holder', 'holder', 60));
END $$;

-- Confirm an offer: seats free, tickets void, money on its way or out of the drawer, all in one step. Sent again it
-- answers the same.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.refund(p_token text, p_offer_id uuid, p_money jsonb, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_offer refund_offers%ROWTYPE;
  v_booking bookings%ROWTYPE;
  v_money jsonb;
  v_hash bytea;
  v_bad record;
  v_schedules uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_money := internal.asked_money(p_money);
  v_hash := sha256(convert_to(v_money::text, 'UTF8'));
  SELECT b.* INTO v_booking FROM bookings b JOIN refund_offers o ON o.booking_id = b.id WHERE o.id = p_offer_id FOR NO KEY UPDATE OF b;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_offer.counter_id <> v_me.counter_id OR v_offer.user_id <> v_me.user_id OR v_offer.rule = 'exchange' THEN
    PERFORM internal.refuse('offer_unknown');
  ELSIF v_offer.state = 'confirmed' THEN
    IF v_offer.confirm_hash <> v_hash THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.offer_card(v_offer);
  ELSIF v_offer.state <> 'proposed' OR v_offer.valid_until <= clock_timestamp() THEN
    PERFORM internal.refuse('offer_expired', jsonb_build_object('until', v_offer.valid_until));
  ELSIF v_offer.rule = 'own_mistake' AND NOT internal.own_fresh_sale(v_booking, v_me.user_id, v_me.counter_id, (internal.rule('own_mistake_minutes') #>> '{}')::int) THEN
    PERFORM internal.refuse('undo_too_late', jsonb_build_object('minutes', internal.rule('own_mistake_minutes')));
  ELSIF v_offer.rule <> 'own_mistake' AND NOT internal.is_identified(v_offer.booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', v_offer.booking_id));
  ELSIF v_money ->> 'method' = 'cash' AND NOT v_offer.cash_allowed AND v_offer.amount > 0 THEN
    PERFORM internal.refuse('cash_not_allowed', jsonb_build_object('rule', v_offer.rule));
  END IF;
  PERFORM FROM tickets t WHERE t.booking_id = v_offer.booking_id ORDER BY t.id FOR NO KEY UPDATE;
  SELECT internal.refundable(t, v_offer.rule, v_offer.overrule_code) AS no, p.seq INTO v_bad
  FROM jsonb_array_elements(v_offer.lines) l JOIN tickets t ON t.id = (l ->> 'ticket_id')::uuid JOIN passengers p ON p.id = t.passenger_id
  WHERE internal.refundable(t, v_offer.rule, v_offer.overrule_code) IS NOT NULL ORDER BY p.seq LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse(v_bad.no, jsonb_build_object('seq', v_bad.seq));
  ELSIF v_offer.needs_approval AND NOT internal.use_approval(p_approval_id, CASE v_offer.rule WHEN 'own_mistake' THEN 'undo' ELSE 'refund' END,
          p_offer_id, v_offer.amount, v_me.user_id, v_offer.reason) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', CASE v_offer.rule WHEN 'own_mistake' THEN 'undo' ELSE 'refund' END,
      'subject_id', p_offer_id, 'amount', v_offer.amount, 'reason', v_offer.reason, 'overrule_code', v_offer.overrule_code));
  END IF;
  v_schedules := internal.give_up(v_offer, v_booking, v_money, v_hash, CASE WHEN v_offer.needs_approval THEN p_approval_id END, v_me.user_id, v_me.counter_id);
  SET CONSTRAINTS ALL IMMEDIATE;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  RETURN internal.offer_card(v_offer) || jsonb_build_object('schedules', to_jsonb(v_schedules));
END $$;

-- What confirming writes. The booking, its offer and tickets are locked and looked at by the caller.
CREATE OR REPLACE FUNCTION internal.give_up(
  p_offer refund_offers, p_booking bookings, p_money jsonb, p_hash bytea, p_approval_id uuid, p_user_id uuid, p_counter_id uuid)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_shift uuid;
  v_number text;
  v_left int;
  v_schedules uuid[];
  v_now timestamptz;
BEGIN
  INSERT INTO refund_lines (id, offer_id, ticket_id, passenger_id, paid, fee, amount)
  SELECT internal.uuid7(), p_offer.id, l.ticket_id, l.passenger_id, l.paid, l.fee, l.amount
  FROM jsonb_to_recordset(p_offer.lines) l(ticket_id uuid, passenger_id uuid, paid numeric, fee numeric, amount numeric);
  -- (For an exchange the lines say what each ticket was worth; what of it is carried over is one sum.)
  UPDATE tickets SET ticket_status = 'cancelled', void_reason = CASE p_offer.rule WHEN 'exchange' THEN 'exchanged' ELSE 'refunded' END
  WHERE id IN (SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(p_offer.lines) l);
  UPDATE print_jobs SET state = 'voided', reason = 'refunded'
  WHERE ticket_id IN (SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(p_offer.lines) l)
    AND state NOT IN ('confirmed', 'confirmed_by_operator', 'voided');
  v_schedules := internal.free_passengers(ARRAY(SELECT (l ->> 'passenger_id')::uuid FROM jsonb_array_elements(p_offer.lines) l));
  SELECT count(*) INTO v_left FROM tickets WHERE booking_id = p_booking.id AND ticket_status <> 'cancelled';
  v_now := clock_timestamp();
  IF v_left = 0 THEN
    UPDATE bookings SET status = 'cancelled', cancelled_at = v_now, cancel_reason = CASE p_offer.rule WHEN 'exchange' THEN 'exchanged' ELSE 'refunded' END,
      passenger_count = 0 WHERE id = p_booking.id;
    PERFORM internal.undo_promotion(p_booking.id, p_offer.rule);
  ELSE
    UPDATE bookings SET passenger_count = v_left WHERE id = p_booking.id;
  END IF;
  -- The counter's row numbers refunds without gaps, and nothing is in flight when a shift closes.
  UPDATE counters SET refund_sequence = refund_sequence + 1 WHERE id = p_counter_id AND is_active
  RETURNING code || '/R' || internal.numbered(refund_sequence) INTO v_number;
  IF NOT FOUND THEN
    PERFORM internal.refuse('counter_revoked');
  END IF;
  v_shift := internal.open_shift_of(p_user_id, p_counter_id);
  UPDATE refund_offers SET state = 'confirmed', confirmed_at = v_now, confirm_hash = p_hash, approval_id = p_approval_id, shift_id = v_shift,
    refund_number = v_number WHERE id = p_offer.id;
  PERFORM internal.write_refunds(p_offer, v_number, p_money, v_shift, p_user_id, p_counter_id, v_now);
  RETURN v_schedules;
END $$;

-- Free the seats of these passengers; their bookings are locked by the caller. Returns the schedules whose maps changed.
CREATE OR REPLACE FUNCTION internal.free_passengers(p_passengers uuid[])
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_schedules uuid[];
BEGIN
  WITH gone AS (
    UPDATE seat_claims SET active = false, state = 'released'
    WHERE passenger_id = ANY (p_passengers) AND active
    RETURNING schedule_id, seat_id, ((1::bigint << (upper(legs) - lower(legs))) - 1) << (lower(legs) - 1) AS mask
  ), loose AS (
    SELECT schedule_id, seat_id, bit_or(mask) AS mask FROM gone GROUP BY schedule_id, seat_id
  ), locked AS MATERIALIZED (
    SELECT i.schedule_id, i.seat_id, l.mask FROM loose l JOIN seat_inventory i USING (schedule_id, seat_id)
    ORDER BY i.schedule_id, i.seat_id FOR NO KEY UPDATE OF i
  ), freed AS (
    UPDATE seat_inventory i SET occupied_legs = i.occupied_legs & ~l.mask
    FROM locked l WHERE i.schedule_id = l.schedule_id AND i.seat_id = l.seat_id
    RETURNING i.schedule_id
  )
  SELECT array_agg(DISTINCT schedule_id) INTO v_schedules FROM freed;
  RETURN coalesce(v_schedules, '{}');
END $$;

-- The amount over the payments it came from: card and QRIS first in the order they were paid, cash last; what the
-- railway keeps fills up what is left of them in the same order. A row a payment that is touched.
CREATE OR REPLACE FUNCTION internal.write_refunds(
  p_offer refund_offers, p_number text, p_money jsonb, p_shift_id uuid, p_user_id uuid, p_counter_id uuid, p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_row record;
  v_amount numeric := p_offer.amount;
  v_fee numeric := p_offer.fee;
  v_give numeric;
  v_keep numeric;
  v_room numeric;
  v_after numeric;  -- what the payments after this one can still take
  v_method text;
  v_wish text := p_money ->> 'method';
  v_nth int := 0;
  v_id uuid;
  v_days int := (internal.rule('refund_payout_days') #>> '{}')::int;
BEGIN
  PERFORM FROM payments WHERE booking_id = p_offer.booking_id ORDER BY id FOR NO KEY UPDATE;
  FOR v_row IN
    SELECT x.*, coalesce(sum(x.room) OVER (ORDER BY x.turn, x.id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS rest FROM (
      SELECT y.id, internal.came_by(y) AS came_by, row_number() OVER (ORDER BY internal.came_by(y) IN ('cash', 'exchange'), y.payment_date, y.id) AS turn,
             y.amount - coalesce((SELECT sum(r.refund_amount + r.processing_fee) FROM refunds r WHERE r.payment_id = y.id), 0) AS room
      FROM payments y WHERE y.booking_id = p_offer.booking_id AND y.payment_status IN ('completed', 'refunded')) x
    WHERE x.room > 0 ORDER BY x.turn, x.id
  LOOP
    v_give := least(v_amount, v_row.room);
    v_room := v_row.room - v_give;
    -- Fees fill the payments from behind: only what those after this one cannot take is kept here.
    v_after := greatest(0, v_row.rest - greatest(0, v_amount - v_give));
    v_keep := least(v_room, greatest(0, v_fee - v_after));
    CONTINUE WHEN v_give + v_keep = 0;
    v_nth := v_nth + 1;
    v_id := internal.uuid7();
    v_method := CASE WHEN p_offer.rule = 'exchange' THEN 'exchange' WHEN v_wish IN ('transfer', 'wallet') THEN v_wish
                     WHEN v_row.came_by NOT IN ('cash', 'exchange') THEN 'reversal' ELSE 'cash' END;
    IF v_give > 0 AND v_method = 'cash' AND v_wish = 'reversal' THEN
      PERFORM internal.refuse('no_reversal');  -- what came in cash has no card to go back to
    ELSIF v_give > 0 AND v_method = 'cash' AND NOT p_offer.cash_allowed THEN
      PERFORM internal.refuse('cash_not_allowed', jsonb_build_object('rule', p_offer.rule));
    END IF;
    INSERT INTO refunds (id, payment_id, refund_reference, refund_reason, refund_amount, processing_fee, refund_status, refund_method,
      refund_date, shift_id, counter_id, booking_id, offer_id, user_id, account_hint, due_at)
    VALUES (v_id, v_row.id, p_number || '-' || v_nth,
      CASE WHEN p_offer.rule IN ('railway', 'delay', 'exchange') THEN 'schedule_change'
           WHEN p_offer.rule = 'own_mistake' OR p_offer.overrule_code IN ('SALES_STAFF_ERROR', 'PAYMENT_FAILURE', 'TECHNICAL_FAILURE') THEN 'system_error'
           ELSE 'cancellation' END,
      v_give, v_keep,
      CASE WHEN v_give = 0 OR v_method IN ('cash', 'exchange') THEN 'completed' WHEN v_method = 'reversal' THEN 'processing' ELSE 'initiated' END,
      v_method, CASE WHEN v_give = 0 OR v_method IN ('cash', 'exchange') THEN p_now END,
      CASE WHEN v_method = 'cash' THEN p_shift_id END, p_counter_id, p_offer.booking_id, p_offer.id, p_user_id,
      CASE WHEN v_give > 0 AND v_method IN ('transfer', 'wallet') THEN (p_money ->> 'institution') || ' …' || right(p_money ->> 'account', 4) END,
      CASE WHEN v_give > 0 AND v_method NOT IN ('cash', 'exchange') THEN p_now + make_interval(days => v_days) END);
    IF v_give > 0 AND v_method IN ('transfer', 'wallet') THEN
      INSERT INTO refund_accounts (refund_id, institution, account_number, account_holder)
      VALUES (v_id, p_money ->> 'institution', p_money ->> 'account', p_money ->> 'holder');
    END IF;
    UPDATE payments SET payment_status = 'refunded' WHERE id = v_row.id AND v_row.room = v_give + v_keep AND payment_status = 'completed';
    v_amount := v_amount - v_give;
    v_fee := v_fee - v_keep;
  END LOOP;
  IF v_amount > 0 OR v_fee > 0 THEN
    PERFORM internal.refuse('refund_too_much', jsonb_build_object('left', v_amount + v_fee));
  END IF;
END $$;

-- One refund on its way, for the board. p_whole: with the account (for who makes the transfer).
CREATE OR REPLACE FUNCTION internal.payout_card(p_refund refunds, p_whole boolean)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('refund_id', p_refund.id, 'reference', p_refund.refund_reference, 'status', p_refund.refund_status,
    'method', p_refund.refund_method, 'amount', p_refund.refund_amount, 'booking_number', b.booking_number, 'made_at', p_refund.created_at,
    'due_at', p_refund.due_at, 'is_late', p_refund.refund_status <> 'completed' AND p_refund.due_at < clock_timestamp(),
    'hint', p_refund.account_hint, 'failure', p_refund.failure, 'outside_reference', p_refund.outside_reference,
    'counter_code', c.code, 'clerk_name', u.full_name, 'paid_by', internal.came_by(y), 'payment_reference', y.payment_reference,
    'settled_by', (SELECT full_name FROM users WHERE id = p_refund.settled_by),
    'machine', internal.machine_of(p_refund), 'attempt_id', internal.payout_attempt(p_refund), 'asked_at', p_refund.asked_at,
    'account', CASE WHEN p_whole AND p_refund.refund_status <> 'completed' THEN (
      SELECT jsonb_build_object('institution', a.institution, 'number', a.account_number, 'holder', a.account_holder)
      FROM refund_accounts a WHERE a.refund_id = p_refund.id) END)
  FROM bookings b, counters c, users u, payments y
  WHERE b.id = p_refund.booking_id AND c.id = p_refund.counter_id AND u.id = p_refund.user_id AND y.id = p_refund.payment_id
$$;

-- Money on its way from this station, those that are late or failed first; with open offers, which hold nothing but a
-- customer's time. A clerk sees the hints, a supervisor the accounts.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.list_payouts(p_token text, p_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_whole boolean;
  v_open jsonb;
  v_done jsonb;
  v_offers jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 500, 'limit');
  v_whole := 'supervisor' = ANY (v_me.roles);
  SELECT jsonb_agg(internal.payout_card(x, v_whole) ORDER BY x.refund_status = 'failed' DESC, x.due_at) INTO v_open FROM (
    SELECT r.* FROM refunds r JOIN counters c ON c.id = r.counter_id
    WHERE r.refund_status <> 'completed' AND (v_whole AND internal.oversees(v_me.user_id, r.counter_id) OR c.station_id = v_me.station_id)
    ORDER BY r.due_at LIMIT p_limit) x;
  SELECT jsonb_agg(internal.payout_card(x, false) ORDER BY x.refund_date DESC) INTO v_done FROM (
    SELECT r.* FROM refunds r JOIN counters c ON c.id = r.counter_id
    WHERE r.refund_status = 'completed' AND r.refund_method IN ('transfer', 'wallet', 'reversal') AND r.refund_amount > 0
      AND r.refund_date > clock_timestamp() - interval '7 days' AND c.station_id = v_me.station_id
    ORDER BY r.refund_date DESC LIMIT p_limit) x;
  SELECT jsonb_agg(jsonb_build_object('offer_id', o.id, 'booking_number', b.booking_number, 'amount', o.amount, 'rule', o.rule,
           'valid_until', o.valid_until, 'counter_code', c.code, 'clerk_name', u.full_name) ORDER BY o.valid_until) INTO v_offers
  FROM refund_offers o JOIN bookings b ON b.id = o.booking_id JOIN counters c ON c.id = o.counter_id JOIN users u ON u.id = o.user_id
  WHERE o.state = 'proposed' AND o.valid_until > clock_timestamp() AND c.station_id = v_me.station_id;
  RETURN jsonb_build_object('payouts', coalesce(v_open, '[]'), 'done', coalesce(v_done, '[]'), 'offers', coalesce(v_offers, '[]'), 'now', clock_timestamp());
END $$;

-- A payout moves on: initiated -> processing -> completed, or failed with what the bank said. Completed and failed need
-- the reference or the words of whoever moved the money. By a supervisor of its station.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.settle_payout(p_token text, p_refund_id uuid, p_status text, p_note text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_status IN ('processing', 'completed', 'failed'), 'status');
  IF p_status <> 'processing' THEN
    v_note := internal.asked_text(p_note, 'note', 100);
  END IF;
  SELECT * INTO v_refund FROM refunds WHERE id = p_refund_id AND refund_method IN ('transfer', 'wallet', 'reversal') AND refund_amount > 0 FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT internal.oversees(v_me.user_id, v_refund.counter_id) THEN
    PERFORM internal.refuse('payout_unknown');
  ELSIF v_refund.refund_status = p_status AND coalesce(v_note, '') = coalesce(CASE p_status WHEN 'completed' THEN v_refund.outside_reference WHEN 'failed' THEN v_refund.failure END, '') THEN
    RETURN internal.payout_card(v_refund, true);
  ELSIF NOT (v_refund.refund_status = 'initiated' AND p_status = 'processing' OR v_refund.refund_status = 'processing' AND p_status IN ('completed', 'failed')) THEN
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  ELSIF internal.is_unanswered(v_refund) AND (internal.is_being_asked(v_refund) OR p_status = 'failed' AND v_refund.asked_by = v_me.user_id) THEN
    -- The outside may have heard the question: who says that it moved nothing is somebody else, and not at this moment.
    PERFORM internal.refuse('payout_asked', jsonb_build_object('since', v_refund.asked_at));
  END IF;
  UPDATE refunds SET refund_status = p_status, settled_by = v_me.user_id, refund_date = CASE p_status WHEN 'completed' THEN clock_timestamp() END,
    shift_id = CASE WHEN p_status = 'completed' AND refund_method = 'reversal' THEN internal.shift_now(v_me.user_id, v_me.counter_id) ELSE shift_id END,
    outside_reference = CASE p_status WHEN 'completed' THEN v_note ELSE outside_reference END, failure = CASE p_status WHEN 'failed' THEN v_note END
  WHERE id = p_refund_id RETURNING * INTO v_refund;
  IF p_status = 'completed' THEN  -- the account was asked for this alone
    DELETE FROM refund_accounts WHERE refund_id = p_refund_id;
  END IF;
  RETURN internal.payout_card(v_refund, true);
END $$;

-- A failed payout goes out again with another account. The customer's document was seen again, or a supervisor does it, but
-- not the one who called it failed: alone nobody turns a customer's money to an account of their choice.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.fix_payout(p_token text, p_refund_id uuid, p_money jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
  v_money jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_money := internal.asked_money(p_money);
  PERFORM internal.asked(v_money ->> 'method' IN ('transfer', 'wallet'), 'method');
  SELECT * INTO v_refund FROM refunds WHERE id = p_refund_id AND refund_method IN ('transfer', 'wallet', 'reversal') AND refund_amount > 0 FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('payout_unknown');
  ELSIF NOT internal.is_identified(v_refund.booking_id, v_me.session_id)
     AND (v_refund.settled_by = v_me.user_id OR NOT internal.oversees(v_me.user_id, v_refund.counter_id)) THEN
    PERFORM internal.refuse(CASE WHEN v_refund.settled_by = v_me.user_id THEN 'payout_own' ELSE 'identify_first' END,
                            jsonb_build_object('booking_id', v_refund.booking_id));
  ELSIF v_refund.refund_status <> 'failed' THEN
    IF v_refund.refund_status = 'initiated' AND EXISTS (SELECT FROM refund_accounts a WHERE a.refund_id = p_refund_id
        AND a.account_number = v_money ->> 'account' AND a.institution = v_money ->> 'institution') THEN
      RETURN internal.payout_card(v_refund, false);
    END IF;
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  END IF;
  INSERT INTO refund_accounts (refund_id, institution, account_number, account_holder)
  VALUES (p_refund_id, v_money ->> 'institution', v_money ->> 'account', v_money ->> 'holder')
  ON CONFLICT (refund_id) DO UPDATE SET institution = excluded.institution, account_number = excluded.account_number,
    account_holder = excluded.account_holder, updated_at = clock_timestamp();
  UPDATE refunds SET refund_status = 'initiated', refund_method = v_money ->> 'method', failure = NULL,
    account_hint = (v_money ->> 'institution') || ' …' || right(v_money ->> 'account', 4)
  WHERE id = p_refund_id RETURNING * INTO v_refund;
  RETURN internal.payout_card(v_refund, false);
END $$;
