-- Ubah jadwal: other train, day, class or relation. The new seats are held first, by an ordinary hold in a sale of its own;
-- then one transaction sells them for the value of the old tickets, the difference and the fee, and gives the old ones up.
-- It never releases first: whatever fails, the customer still has the tickets they came with.
--
-- Order of locks: new sale -> both bookings by id -> old tickets -> old seats -> counter -> payments.

-- Who moves, on which new seat, and the ids of what will be written: made once and kept with the offer (which names no
-- person), so that sending twice writes once. Infants go with their adults.
CREATE OR REPLACE FUNCTION internal.moves_of(p_booking_id uuid, p_passengers uuid[], p_seats jsonb)
RETURNS jsonb LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_agg(jsonb_build_object('old', p.id, 'passenger_id', internal.uuid7(), 'ticket_id', internal.uuid7(), 'print_job_id', internal.uuid7(),
      'seat_id', CASE WHEN p.passenger_type <> 'infant' THEN p_seats -> p.id::text END) ORDER BY p.seq)
  FROM passengers p WHERE p.booking_id = p_booking_id AND internal.leaves_with(p, p_passengers)
$$;

-- These travellers as `sell` takes them.
CREATE OR REPLACE FUNCTION internal.moving(p_moves jsonb)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH moved AS MATERIALIZED (
    SELECT m.*, row_number() OVER (ORDER BY p.seq) AS nth, p.passenger_name, p.passenger_type, p.reduction, p.identity_type, p.identity_number,
           p.passenger_dob, p.gender, p.special_requirements, p.nationality, p.accompanied_by
    FROM jsonb_to_recordset(p_moves) m(old uuid, passenger_id uuid, ticket_id uuid, print_job_id uuid, seat_id uuid) JOIN passengers p ON p.id = m.old
  )
  SELECT jsonb_agg(jsonb_build_object(
      'seq', l.nth, 'passenger_id', l.passenger_id, 'ticket_id', l.ticket_id, 'print_job_id', l.print_job_id,
      'name', l.passenger_name, 'type', l.passenger_type, 'reduction', l.reduction, 'seat_id', l.seat_id,
      'identity_type', l.identity_type, 'identity_number', l.identity_number, 'birth_date', l.passenger_dob, 'gender', l.gender,
      'assistance', coalesce(l.special_requirements -> 'assistance', '[]'), 'nationality', l.nationality,
      'accompanied_by', (SELECT a.nth FROM moved a WHERE a.old = l.accompanied_by)) ORDER BY l.nth)
  FROM moved l
$$;

-- What the new booking costs these travellers, and what is to be paid for it: carried value, difference, fee.
CREATE OR REPLACE FUNCTION internal.exchange_price(p_old bookings, p_new bookings, p_people jsonb, p_lines jsonb, p_is_free boolean, OUT price jsonb, OUT old_value numeric, OUT carried numeric, OUT fee numeric)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_new);
  v_day date := internal.travel_day(p_new.booking_details);
BEGIN
  PERFORM internal.check_passengers(p_people, v_day, v_rules);
  price := internal.priced(p_new.price_lines, p_people, v_day, v_rules);
  IF (price ->> 'seats_left_over')::int > 0 THEN
    PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', jsonb_array_length(p_people) + 1, 'field', 'passenger'));
  END IF;
  SELECT coalesce(sum((l ->> 'paid')::numeric), 0) INTO old_value FROM jsonb_array_elements(p_lines) l;
  carried := least(old_value, (price ->> 'final')::numeric);
  SELECT CASE WHEN p_is_free THEN 0 ELSE coalesce(sum(ceil(p.fare * (v_rules ->> 'reschedule_fee_percent')::numeric / 100
           / (v_rules ->> 'reschedule_fee_rounding')::numeric) * (v_rules ->> 'reschedule_fee_rounding')::numeric), 0) END
  INTO fee FROM passengers p WHERE p.id IN (SELECT (l ->> 'passenger_id')::uuid FROM jsonb_array_elements(p_lines) l);
  price := price || jsonb_build_object('total', (price ->> 'total')::numeric + fee, 'final', (price ->> 'final')::numeric + fee,
    'not_after', (p_new.booking_details #>> '{schedule,arrives_at}')::timestamptz + make_interval(mins => (v_rules ->> 'ticket_not_after_minutes')::int),
    'lines', (price -> 'lines') || CASE WHEN fee > 0 THEN jsonb_build_array(jsonb_build_object('kind', 'fee', 'passenger', 0, 'amount', fee)) ELSE '[]' END);
END $$;

-- What an exchange costs. p_new_booking_id is held at this counter, with one seat a traveller who needs one; p_wish:
-- {"reason": "…", "overrule_code": …, "seats": {"<passenger>": "<new seat>"}}.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.exchange_quote(
  p_token text, p_exchange_id uuid, p_booking_id uuid, p_passengers uuid[], p_new_booking_id uuid, p_wish jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old bookings%ROWTYPE;
  v_new bookings%ROWTYPE;
  v_offer refund_offers%ROWTYPE;
  v_hash bytea;
  v_rules jsonb;
  v_reason text;
  v_code text;
  v_rule record;
  v_until timestamptz;
  v_moves jsonb;
  v_free boolean;
  v_price record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_exchange_id IS NOT NULL, 'exchange_id');
  PERFORM internal.asked(array_ndims(p_passengers) = 1 AND cardinality(p_passengers) BETWEEN 1 AND 20, 'passengers');
  PERFORM internal.asked(array_position(p_passengers, NULL) IS NULL, 'passengers');
  PERFORM internal.asked(p_booking_id IS DISTINCT FROM p_new_booking_id, 'new_booking_id');
  PERFORM internal.asked_facts(p_wish, 'wish', 5000);
  PERFORM internal.asked(jsonb_typeof(p_wish -> 'seats') = 'object', 'seats');
  v_reason := internal.asked_text(p_wish ->> 'reason', 'reason', 200);
  v_code := internal.asked_overrule(p_wish ->> 'overrule_code');
  v_hash := sha256(convert_to(concat_ws('|', p_booking_id, p_passengers::text, p_new_booking_id, p_wish::text), 'UTF8'));
  PERFORM FROM bookings WHERE id IN (p_booking_id, p_new_booking_id) ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  END IF;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_exchange_id;
  IF FOUND THEN
    IF v_offer.request_hash <> v_hash OR v_offer.user_id <> v_me.user_id OR v_offer.counter_id <> v_me.counter_id THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.exchange_card(v_offer);
  END IF;
  IF NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  ELSIF v_old.status <> 'confirmed' THEN
    PERFORM internal.refuse('booking_cancelled', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  v_rules := internal.after_sale_rules(v_old);
  SELECT * INTO v_rule FROM internal.refund_rule(v_old);
  v_free := v_code IS NOT NULL OR coalesce(v_rule.rule IN ('delay', 'railway'), false);
  v_until := CASE WHEN v_free THEN clock_timestamp() + interval '1 day'
    ELSE (SELECT d.leaves FROM internal.departure_of(v_old) d) - make_interval(mins => (v_rules ->> 'reschedule_until_minutes')::int) END;
  IF v_until <= clock_timestamp() THEN
    PERFORM internal.refuse('exchange_too_late', jsonb_build_object('until', v_until));
  END IF;
  v_new := internal.held_for_exchange(p_new_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  v_offer := internal.propose(p_exchange_id, v_old, p_passengers, 'exchange', least(v_until, v_new.expires_at), v_code, v_reason, v_hash, v_rules,
    v_me.user_id, v_me.counter_id, v_me.roles);
  v_moves := internal.moves_of(p_booking_id, p_passengers, p_wish -> 'seats');
  SELECT * INTO v_price FROM internal.exchange_price(v_old, v_new, internal.moving(v_moves), v_offer.lines, v_free);
  UPDATE refund_offers SET needs_approval = v_code IS NOT NULL, cash_allowed = false, fee = v_price.old_value - v_price.carried, amount = v_price.carried,
    exchange = jsonb_build_object('new_booking_id', p_new_booking_id, 'moves', v_moves, 'is_free', v_free, 'until', v_until, 'price', v_price.price - 'people',
      'new_value', (v_price.price ->> 'final')::numeric - v_price.fee, 'fee', v_price.fee, 'to_pay', (v_price.price ->> 'final')::numeric - v_price.carried)
  WHERE id = p_exchange_id RETURNING * INTO v_offer;
  RETURN internal.exchange_card(v_offer);
END $$;

-- What a given-up booking carries over, a part for each payment it came from: money keeps the way it came, through every
-- exchange, so that a card's rupiah never leave a drawer later.
CREATE OR REPLACE FUNCTION internal.carried_parts(p_offer_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('method', 'exchange', 'amount', r.refund_amount, 'change', 0,
           'origin_id', coalesce(y.origin_id, y.id)) ORDER BY y.payment_date, y.id), '[]')
  FROM refund_offers o JOIN refunds r ON r.booking_id = o.booking_id AND r.offer_id = o.id JOIN payments y ON y.id = r.payment_id
  WHERE o.id = p_offer_id AND r.refund_amount > 0
$$;

-- The hold that an exchange moves to: one's own, alive, the only booking of its sale.
CREATE OR REPLACE FUNCTION internal.held_for_exchange(p_booking_id uuid, p_user_id uuid, p_counter_id uuid, p_roles text[])
RETURNS bookings LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_new bookings%ROWTYPE := internal.own_booking(p_booking_id, p_user_id, p_counter_id, p_roles);
BEGIN
  IF v_new.status = 'cancelled'
     OR v_new.status = 'pending' AND v_new.expires_at <= clock_timestamp() AND NOT internal.sale_awaits_money(v_new.sale_id) THEN
    PERFORM internal.refuse('hold_expired', jsonb_build_object('booking_id', p_booking_id));
  ELSIF v_new.status <> 'pending' THEN
    PERFORM internal.refuse('booking_not_pending', jsonb_build_object('booking_id', p_booking_id, 'status', v_new.status));
  ELSIF EXISTS (SELECT FROM bookings WHERE sale_id = v_new.sale_id AND id <> p_booking_id AND status <> 'cancelled') THEN
    PERFORM internal.refuse('exchange_not_alone');
  ELSIF v_new.booking_details ? 'promotion' THEN
    PERFORM internal.refuse('exchange_without_promotion');
  END IF;
  PERFORM internal.still_runs(v_new);
  RETURN v_new;
END $$;

CREATE OR REPLACE FUNCTION internal.exchange_card(p_offer refund_offers)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN internal.offer_card(p_offer) || jsonb_build_object('exchange', (p_offer.exchange - 'moves') || (
    SELECT jsonb_build_object('new_schedule', b.booking_details -> 'schedule', 'new_booking_number', b.booking_number, 'new_sale_id', b.sale_id)
    FROM bookings b WHERE b.id = (p_offer.exchange ->> 'new_booking_id')::uuid));
END $$;

-- One's own exchange of this booking that is not finished yet: after a restart it goes on where it stood, with the money
-- that came. Without one the answer has no offer.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.exchange_under_way(p_token text, p_booking_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_offer refund_offers%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  IF NOT internal.is_identified(p_booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', p_booking_id));
  END IF;
  SELECT o.* INTO v_offer FROM refund_offers o JOIN bookings b ON b.id = (o.exchange ->> 'new_booking_id')::uuid
  WHERE o.booking_id = p_booking_id AND o.state = 'proposed' AND o.rule = 'exchange' AND o.user_id = v_me.user_id AND o.counter_id = v_me.counter_id
    AND internal.sale_awaits_money(b.sale_id);
  IF NOT FOUND THEN
    RETURN '{}';
  END IF;
  RETURN internal.exchange_card(v_offer);
END $$;

-- Swap. p_payment: {"amount": what is to pay, "tendered": cash given, "attempt_id": …, "attempts": [what came by QRIS or
-- card], "overlap_approval_id": who signed for two journeys at one time}. Answers the new sale as `sell` does, with the exchange beside it; sent again the same.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.exchange(p_token text, p_exchange_id uuid, p_payment jsonb, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_offer refund_offers%ROWTYPE;
  v_old bookings%ROWTYPE;
  v_new bookings%ROWTYPE;
  v_sale sales%ROWTYPE;
  v_hash bytea;
  v_people jsonb;
  v_price record;
  v_pay numeric;
  v_tendered numeric;
  v_bad record;
  v_code text;
  v_receipt bigint;
  v_shift uuid;
  v_attempt uuid;
  v_now timestamptz;
  v_maps uuid[];
  v_parts jsonb := '[]';
  v_outside numeric := 0;  -- paid by card or QRIS before; the rest is cash
  v_change numeric;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_facts(p_payment, 'payment', 5000);
  v_pay := internal.asked_json_rupiah(p_payment -> 'amount', 'amount');
  v_tendered := internal.asked_json_rupiah(p_payment -> 'tendered', 'tendered');
  v_hash := sha256(convert_to(concat_ws('|', v_pay, v_tendered, p_payment -> 'attempts'), 'UTF8'));
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_exchange_id AND rule = 'exchange';
  IF NOT FOUND OR v_offer.counter_id <> v_me.counter_id OR v_offer.user_id <> v_me.user_id THEN
    PERFORM internal.refuse('offer_unknown');
  END IF;
  SELECT s.* INTO v_sale FROM sales s JOIN bookings b ON b.sale_id = s.id WHERE b.id = (v_offer.exchange ->> 'new_booking_id')::uuid FOR NO KEY UPDATE OF s;
  PERFORM FROM bookings WHERE id IN (v_offer.booking_id, (v_offer.exchange ->> 'new_booking_id')::uuid) ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_exchange_id FOR NO KEY UPDATE;
  IF v_offer.state = 'confirmed' THEN
    IF v_offer.confirm_hash <> v_hash THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sale_card(v_sale.id) || jsonb_build_object('exchange', internal.exchange_card(v_offer));
  ELSIF v_offer.state <> 'proposed' THEN
    PERFORM internal.refuse('offer_expired', jsonb_build_object('until', v_offer.valid_until));
  END IF;
  SELECT * INTO v_old FROM bookings WHERE id = v_offer.booking_id;
  v_new := internal.held_for_exchange((v_offer.exchange ->> 'new_booking_id')::uuid, v_me.user_id, v_me.counter_id, v_me.roles);
  -- Asked for in time and paid: only the old train's leaving ends it.
  IF v_offer.valid_until <= clock_timestamp() AND NOT internal.sale_awaits_money(v_sale.id) THEN
    PERFORM internal.refuse('offer_expired', jsonb_build_object('until', v_offer.valid_until));
  ELSIF NOT (v_offer.exchange ->> 'is_free')::boolean AND (SELECT d.leaves FROM internal.departure_of(v_old) d) <= clock_timestamp() THEN
    PERFORM internal.refuse('exchange_too_late', jsonb_build_object('until', v_offer.exchange -> 'until'));
  ELSIF NOT internal.is_identified(v_offer.booking_id, v_me.session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', v_offer.booking_id));
  END IF;
  PERFORM FROM tickets t WHERE t.booking_id = v_old.id ORDER BY t.id FOR NO KEY UPDATE;
  SELECT internal.refundable(t, 'exchange', v_offer.overrule_code) AS no, p.seq INTO v_bad
  FROM jsonb_array_elements(v_offer.lines) l JOIN tickets t ON t.id = (l ->> 'ticket_id')::uuid JOIN passengers p ON p.id = t.passenger_id
  WHERE internal.refundable(t, 'exchange', v_offer.overrule_code) IS NOT NULL ORDER BY p.seq LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse(v_bad.no, jsonb_build_object('seq', v_bad.seq));
  END IF;
  v_people := internal.moving(v_offer.exchange -> 'moves');
  SELECT * INTO v_price FROM internal.exchange_price(v_old, v_new, v_people, v_offer.lines, (v_offer.exchange ->> 'is_free')::boolean);
  IF v_price.carried <> v_offer.amount OR (v_price.price ->> 'final')::numeric - v_price.carried <> v_pay THEN
    PERFORM internal.refuse('total_changed', jsonb_build_object('expected', v_pay, 'actual', (v_price.price ->> 'final')::numeric - v_price.carried));
  END IF;
  SELECT * INTO v_parts, v_outside FROM internal.money_of_sale(v_sale.id, p_payment -> 'attempts');
  v_change := v_tendered + v_outside - v_pay;
  IF v_outside > v_pay THEN
    PERFORM internal.refuse('paid_too_much', jsonb_build_object('total', v_pay, 'paid', v_outside));
  ELSIF v_change < 0 THEN
    PERFORM internal.refuse('tender_too_small', jsonb_build_object('total', v_pay - v_outside, 'tendered', v_tendered));
  ELSIF v_outside > 0 AND v_outside = v_pay THEN
    PERFORM internal.asked(v_tendered = 0, 'tendered');  -- nothing left to give change from
  END IF;
  IF v_offer.needs_approval AND NOT internal.use_approval(p_approval_id, 'exchange', p_exchange_id, v_offer.amount, v_me.user_id, v_offer.reason) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'exchange', 'subject_id', p_exchange_id, 'amount', v_offer.amount,
      'reason', v_offer.reason, 'overrule_code', v_offer.overrule_code));
  END IF;

  v_maps := internal.give_up(v_offer, v_old, '{"method": "exchange"}', v_hash, CASE WHEN v_offer.needs_approval THEN p_approval_id END, v_me.user_id, v_me.counter_id);
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  UPDATE counters SET receipt_sequence = receipt_sequence + 1 WHERE id = v_me.counter_id RETURNING code, receipt_sequence INTO v_code, v_receipt;
  v_now := clock_timestamp();
  v_attempt := coalesce((p_payment ->> 'attempt_id')::uuid, internal.uuid7());
  UPDATE sales SET state = 'sold', sale_number = v_code || '-' || to_char(v_now AT TIME ZONE 'Asia/Jakarta', 'YYMMDD') || '-' || v_receipt,
      receipt_number = v_code || '/' || internal.numbered(v_receipt), total = v_price.carried + v_pay, tendered = v_price.carried + v_tendered + v_outside,
      change_given = v_change, sold_at = v_now, shift_id = v_shift, request_hash = v_hash,
      paid_by = 'exchange'
  WHERE id = v_sale.id RETURNING * INTO v_sale;
  IF v_pay > v_outside THEN
    INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id, user_id, settled_at, outcome)
    VALUES (v_attempt, v_sale.id, v_new.id, 'cash', v_pay - v_outside, 'confirmed', v_sale.sale_number, v_shift, v_me.counter_id, v_me.user_id, v_now, 'sold');
    v_parts := v_parts || jsonb_build_object('attempt_id', v_attempt, 'method', 'cash', 'amount', v_pay - v_outside, 'change', v_change);
  END IF;
  PERFORM internal.write_booking(v_sale, v_new, jsonb_build_object('passengers', v_people, 'contact', jsonb_build_object(
      'name', v_old.contact_name, 'phone', v_old.contact_phone, 'email', v_old.contact_email)), v_price.price, v_attempt, v_change, v_me.user_id,
    internal.carried_parts(p_exchange_id) || internal.parts_of_booking(v_parts, 0, v_pay));
  UPDATE bookings SET fee_amount = v_price.fee, exchanged_from = v_old.id WHERE id = v_new.id;
  PERFORM internal.check_overlaps(v_sale.id, v_me.user_id, (p_payment ->> 'overlap_approval_id')::uuid, NULL);
  SET CONSTRAINTS ALL IMMEDIATE;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_exchange_id;
  RETURN internal.sale_card(v_sale.id) || jsonb_build_object('exchange', internal.exchange_card(v_offer), 'schedules',
    to_jsonb(v_maps || v_new.schedule_id));
END $$;
