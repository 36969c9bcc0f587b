-- An offer confirmed: seats free, tickets void, and the money split over the payments it came from. (Order of locks:
-- 35_refunds.sql.)

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
  WHERE booking_id = p_booking.id AND id IN (SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(p_offer.lines) l);
  UPDATE print_jobs SET state = 'voided', reason = 'refunded'
  WHERE ticket_id = ANY (ARRAY(SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(p_offer.lines) l))
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
BEGIN
  RETURN internal.free_claims(ARRAY(SELECT c.id FROM passengers p
    JOIN seat_claims c ON c.booking_id = p.booking_id AND c.passenger_id = p.id AND c.active WHERE p.id = ANY (p_passengers)), 'released');
END $$;

-- The amount over the payments it came from: card and QRIS first in the order they were paid, cash last; what the
-- railway keeps fills up what is left of them in the same order. A row a payment that is touched, in that order. The same
-- for what is told before and what is written.
CREATE OR REPLACE FUNCTION internal.split_refund(p_offer refund_offers)
RETURNS TABLE (nth int, payment_id uuid, came_by text, attempt_id uuid, give numeric, keep numeric, is_all boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_row record;
  v_amount numeric := p_offer.amount;
  v_fee numeric := p_offer.fee;
  v_after numeric;  -- what the payments after this one can still take
BEGIN
  nth := 0;
  FOR v_row IN
    SELECT x.*, coalesce(sum(x.room) OVER (ORDER BY x.turn, x.id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS rest FROM (
      SELECT y.id, o.came, coalesce((SELECT f.attempt_id FROM payments f WHERE f.id = y.origin_id), y.attempt_id) AS attempt,
             row_number() OVER (ORDER BY o.came IN ('cash', 'exchange'), y.payment_date, y.id) AS turn,
             y.amount - coalesce((SELECT sum(r.refund_amount + r.processing_fee) FROM refunds r WHERE r.payment_id = y.id), 0) AS room
      FROM payments y CROSS JOIN LATERAL (SELECT internal.came_by(y) AS came) o
      WHERE y.booking_id = p_offer.booking_id AND y.payment_status IN ('completed', 'refunded')) x
    WHERE x.room > 0 ORDER BY x.turn, x.id
  LOOP
    give := least(v_amount, v_row.room);
    -- Fees fill the payments from behind: only what those after this one cannot take is kept here.
    v_after := greatest(0, v_row.rest - greatest(0, v_amount - give));
    keep := least(v_row.room - give, greatest(0, v_fee - v_after));
    CONTINUE WHEN give + keep = 0;
    nth := nth + 1;
    payment_id := v_row.id;
    came_by := v_row.came;
    attempt_id := v_row.attempt;
    is_all := v_row.room = give + keep;
    v_amount := v_amount - give;
    v_fee := v_fee - keep;
    RETURN NEXT;
  END LOOP;
  IF v_amount > 0 OR v_fee > 0 THEN
    PERFORM internal.refuse('refund_too_much', jsonb_build_object('left', v_amount + v_fee));
  END IF;
END $$;

-- Which way each part would go, told before anybody confirms: `machine` is gateway, terminal, or none (a person sends it).
CREATE OR REPLACE FUNCTION internal.refund_plan(p_offer refund_offers)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN p_offer.state = 'proposed' AND p_offer.rule <> 'exchange' THEN (
    SELECT jsonb_agg(jsonb_build_object('paid_by', s.came_by, 'amount', s.give, 'machine', internal.machine_for(s.attempt_id, s.give)) ORDER BY s.nth)
    FROM internal.split_refund(p_offer) s WHERE s.give > 0) END
$$;

CREATE OR REPLACE FUNCTION internal.write_refunds(
  p_offer refund_offers, p_number text, p_money jsonb, p_shift_id uuid, p_user_id uuid, p_counter_id uuid, p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_row record;
  v_method text;
  v_wish text := p_money ->> 'method';
  v_id uuid;
  v_days int := (internal.rule('refund_payout_days') #>> '{}')::int;
BEGIN
  PERFORM FROM payments WHERE booking_id = p_offer.booking_id ORDER BY id FOR NO KEY UPDATE;
  FOR v_row IN SELECT * FROM internal.split_refund(p_offer) ORDER BY nth
  LOOP
    v_id := internal.uuid7();
    v_method := CASE WHEN p_offer.rule = 'exchange' THEN 'exchange' WHEN v_wish IN ('transfer', 'wallet') THEN v_wish
                     WHEN v_row.came_by NOT IN ('cash', 'exchange') THEN 'reversal' ELSE 'cash' END;
    IF v_row.give > 0 AND v_method = 'cash' AND v_wish = 'reversal' THEN
      PERFORM internal.refuse('no_reversal');  -- what came in cash has no card to go back to
    ELSIF v_row.give > 0 AND v_method = 'cash' AND NOT p_offer.cash_allowed THEN
      PERFORM internal.refuse('cash_not_allowed', jsonb_build_object('rule', p_offer.rule));
    END IF;
    INSERT INTO refunds (id, payment_id, refund_reference, refund_reason, refund_amount, processing_fee, refund_status, refund_method,
      refund_date, shift_id, counter_id, booking_id, offer_id, user_id, account_hint, due_at)
    VALUES (v_id, v_row.payment_id, p_number || '-' || v_row.nth,
      CASE WHEN p_offer.rule IN ('railway', 'delay', 'exchange') THEN 'schedule_change'
           WHEN p_offer.rule = 'own_mistake' OR p_offer.overrule_code IN ('SALES_STAFF_ERROR', 'PAYMENT_FAILURE', 'TECHNICAL_FAILURE') THEN 'system_error'
           ELSE 'cancellation' END,
      v_row.give, v_row.keep,
      CASE WHEN v_row.give = 0 OR v_method IN ('cash', 'exchange') THEN 'completed' WHEN v_method = 'reversal' THEN 'processing' ELSE 'initiated' END,
      v_method, CASE WHEN v_row.give = 0 OR v_method IN ('cash', 'exchange') THEN p_now END,
      CASE WHEN v_method = 'cash' THEN p_shift_id END, p_counter_id, p_offer.booking_id, p_offer.id, p_user_id,
      CASE WHEN v_row.give > 0 AND v_method IN ('transfer', 'wallet') THEN (p_money ->> 'institution') || ' …' || right(p_money ->> 'account', 4) END,
      CASE WHEN v_row.give > 0 AND v_method NOT IN ('cash', 'exchange') THEN p_now + make_interval(days => v_days) END);
    IF v_row.give > 0 AND v_method IN ('transfer', 'wallet') THEN
      INSERT INTO refund_accounts (refund_id, institution, account_number, account_holder)
      VALUES (v_id, p_money ->> 'institution', p_money ->> 'account', p_money ->> 'holder');
    END IF;
    UPDATE payments SET payment_status = 'refunded' WHERE id = v_row.payment_id AND v_row.is_all AND payment_status = 'completed';
  END LOOP;
END $$;
