-- Tickets given back. An offer says what comes back by which rule and until when; confirming it frees the seats and
-- voids the tickets at once, the money may follow later.
--
-- Order of locks: booking -> tickets -> seats -> counter -> payments. The gate locks the ticket: a scan and a refund of
-- one instant meet there, and the second one finds it used or void.

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
  INTO v_money FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE r.booking_id = p_offer.booking_id AND r.offer_id = p_offer.id AND r.refund_amount > 0;
  SELECT c.code, s.station_name, s.timezone, u.full_name, u.nipp INTO v_place
  FROM counters c JOIN stations s ON s.id = c.station_id, users u WHERE c.id = p_offer.counter_id AND u.id = p_offer.user_id;
  RETURN jsonb_build_object(
    'offer_id', p_offer.id, 'booking_id', p_offer.booking_id, 'booking_number', v_booking.booking_number, 'booking_status', v_booking.status,
    'schedule', v_booking.booking_details -> 'schedule', 'state', p_offer.state, 'rule', p_offer.rule, 'overrule_code', p_offer.overrule_code,
    'reason', p_offer.reason, 'lines', v_lines, 'paid', p_offer.paid, 'fee', p_offer.fee, 'amount', p_offer.amount,
    'valid_until', p_offer.valid_until, 'needs_approval', p_offer.needs_approval, 'cash_allowed', p_offer.cash_allowed,
    'refund_number', p_offer.refund_number, 'confirmed_at', p_offer.confirmed_at, 'money', coalesce(v_money, '[]'),
    'plan', internal.refund_plan(p_offer),
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
  FROM passengers p LEFT JOIN LATERAL (SELECT * FROM tickets k WHERE k.booking_id = p.booking_id AND k.passenger_id = p.id ORDER BY k.created_at DESC, k.id DESC LIMIT 1) t ON true
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
        FROM passengers p CROSS JOIN LATERAL (SELECT k.id FROM tickets k WHERE k.booking_id = p.booking_id AND k.passenger_id = p.id ORDER BY k.created_at DESC, k.id DESC LIMIT 1) t
        WHERE p.booking_id = p_booking.id AND internal.leaves_with(p, p_passengers)) x;
  PERFORM internal.asked(v_found.wanted = cardinality(p_passengers), 'passengers');
  IF EXISTS (SELECT FROM passengers p JOIN tickets t ON t.booking_id = p.booking_id AND t.passenger_id = p.id AND t.ticket_status <> 'cancelled'
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
