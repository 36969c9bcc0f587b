-- Money from outside (QRIS, cards): an attempt is written down before the outside is asked, and asked is not paid. What
-- proves that the money came is 23_attempts_settled.sql.
--
-- created -> pending -> confirmed | declined | cancelled | unknown; paid after it was given up: late_paid.
-- `outcome` says what became of money that came: NULL is "paid, not sold" (yet), then sold, or reversing -> reversed.
--
-- Order of locks: sale -> bookings by id -> (counter) -> attempt. Whoever touches an attempt holds its sale first.

-- Money that may still come, or came and bought nothing yet: seats of this sale are nobody else's.
CREATE OR REPLACE FUNCTION internal.sale_awaits_money(p_sale_id uuid)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM payment_attempts a WHERE a.sale_id = p_sale_id
    AND (a.state IN ('created', 'pending', 'unknown') OR a.state IN ('confirmed', 'late_paid') AND a.outcome IS NULL))
$$;

-- Would the seats of this sale still be there for its money? Held by itself (then until the train leaves), or held by
-- nobody (then as long as it is on sale).
CREATE OR REPLACE FUNCTION internal.can_still_sell(p_sale_id uuid)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking bookings%ROWTYPE;
BEGIN
  SELECT * INTO v_booking FROM bookings WHERE sale_id = p_sale_id ORDER BY status = 'pending' DESC, held_at DESC LIMIT 1;
  RETURN coalesce(
    EXISTS (SELECT FROM schedules s WHERE s.id = v_booking.schedule_id AND s.status IN ('scheduled', 'delayed')
      AND (s.last_order IS NULL OR s.last_order >= v_booking.to_order)
      AND CASE WHEN v_booking.status = 'pending'
          THEN (v_booking.booking_details #>> '{schedule,departs_at}')::timestamptz + make_interval(mins => coalesce(s.delay_minutes, 0)) > clock_timestamp()
          ELSE (v_booking.booking_details ->> 'closes_at')::timestamptz > clock_timestamp() AND s.sales_state <> 'closed' END)
    AND (v_booking.status = 'pending' OR NOT EXISTS (
      SELECT FROM jsonb_array_elements(v_booking.price_lines) l
      LEFT JOIN seat_inventory i ON i.schedule_id = v_booking.schedule_id AND i.seat_id = (l ->> 'seat_id')::uuid
      WHERE l ->> 'kind' = 'fare' AND (i.seat_id IS NULL OR i.blocked OR i.occupied_legs
        & (((1::bigint << (v_booking.to_order - v_booking.from_order)) - 1) << (v_booking.from_order - 1)) <> 0))), false);
END $$;

-- The exchange that waits for its payment on this sale, if it is one.
CREATE OR REPLACE FUNCTION internal.exchange_of_sale(p_sale_id uuid)
RETURNS refund_offers LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.* FROM bookings b JOIN refund_offers o ON o.exchange ->> 'new_booking_id' = b.id::text AND o.exchange IS NOT NULL AND o.state = 'proposed'
  WHERE b.sale_id = p_sale_id AND b.status = 'pending' LIMIT 1
$$;

-- One attempt as the window knows it.
CREATE OR REPLACE FUNCTION internal.attempt_card(p_attempt payment_attempts)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('attempt_id', p_attempt.id, 'sale_id', p_attempt.sale_id, 'method', p_attempt.method,
    'provider', p_attempt.provider, 'amount', p_attempt.amount, 'state', p_attempt.state, 'outcome', p_attempt.outcome,
    'gateway_reference', p_attempt.gateway_reference, 'qr_text', p_attempt.qr_text, 'expires_at', p_attempt.expires_at,
    'retrieval_number', p_attempt.retrieval_number, 'approval_code', p_attempt.approval_code, 'masked_pan', p_attempt.masked_pan,
    'is_bypassed', p_attempt.bypassed_at IS NOT NULL, 'is_handed_over', p_attempt.handed_over_at IS NOT NULL,
    'created_at', p_attempt.created_at, 'settled_at', p_attempt.settled_at, 'now', clock_timestamp(),
    'counter_code', c.code, 'clerk_name', u.full_name, 'user_id', p_attempt.user_id,
    'sale_state', s.state, 'booking_number', (SELECT b.booking_number FROM bookings b WHERE b.id = p_attempt.booking_id),
    'can_sell', s.state = 'open' AND internal.can_still_sell(p_attempt.sale_id),
    'exchange_of', (SELECT b.booking_number FROM bookings b WHERE b.id = (internal.exchange_of_sale(p_attempt.sale_id)).booking_id),
    'reversal_id', (SELECT r.id FROM payment_reversals r WHERE r.attempt_id = p_attempt.id))
  FROM counters c, users u, sales s WHERE c.id = p_attempt.counter_id AND u.id = p_attempt.user_id AND s.id = p_attempt.sale_id
$$;

-- The attempt, after its sale and the sale's bookings were locked. Its maker at its counter, whoever works at that
-- counter now, or a supervisor of the station; anybody else is told that there is none.
CREATE OR REPLACE FUNCTION internal.locked_attempt(p_attempt_id uuid, p_user_id uuid, p_counter_id uuid)
RETURNS payment_attempts LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_attempt payment_attempts%ROWTYPE;
BEGIN
  SELECT * INTO v_attempt FROM payment_attempts WHERE id = p_attempt_id;
  IF NOT FOUND OR v_attempt.method = 'cash'
     OR v_attempt.counter_id IS DISTINCT FROM p_counter_id AND NOT internal.oversees(p_user_id, v_attempt.counter_id) THEN
    PERFORM internal.refuse('attempt_unknown');
  END IF;
  PERFORM FROM sales WHERE id = v_attempt.sale_id FOR NO KEY UPDATE;
  PERFORM FROM bookings WHERE sale_id = v_attempt.sale_id ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO v_attempt FROM payment_attempts WHERE id = p_attempt_id FOR NO KEY UPDATE;
  RETURN v_attempt;
END $$;

-- A second person stands for this attempt: a supervisor of the station who did not make it, by their own session or by
-- an approval given to whoever asks. `payment_came` is a kind of its own: who let a customer pay another way did not say
-- that the first money came.
CREATE OR REPLACE FUNCTION internal.is_signed(p_attempt payment_attempts, p_user_id uuid, p_approval_id uuid, p_kind text DEFAULT 'payment')
RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_attempt.user_id <> p_user_id AND internal.oversees(p_user_id, p_attempt.counter_id) THEN
    RETURN true;
  END IF;
  RETURN p_approval_id IS NOT NULL AND internal.use_approval(p_approval_id, p_kind, p_attempt.id, p_attempt.amount, p_user_id);
END $$;

-- Keep the seats of a sale while its money is on the way, to p_until at least. Its bookings are locked by the caller;
-- one that ran out but still has its seats (an open attempt protects them) lives on. So does the exchange it pays for.
CREATE OR REPLACE FUNCTION internal.keep_holds(p_sale_id uuid, p_until timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE bookings SET expires_at = p_until WHERE sale_id = p_sale_id AND status = 'pending' AND expires_at < p_until;
  UPDATE seat_claims c SET expires_at = p_until FROM bookings b
  WHERE b.sale_id = p_sale_id AND b.status = 'pending' AND c.booking_id = b.id AND c.active AND c.expires_at < p_until;
  UPDATE refund_offers SET valid_until = p_until WHERE id = (internal.exchange_of_sale(p_sale_id)).id AND state = 'proposed' AND valid_until < p_until;
END $$;

-- Written down before the outside is asked. The amount is at most what the sale's held seats cost without any reduction,
-- less what came already; `sell` knows the price to the rupiah. Where the sale is an exchange, at most what that costs.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.begin_attempt(
  p_token text, p_attempt_id uuid, p_sale_id uuid, p_method text, p_amount numeric, p_provider text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_sale sales%ROWTYPE;
  v_old payment_attempts%ROWTYPE;
  v_other payment_attempts%ROWTYPE;
  v_shift uuid;
  v_first uuid;
  v_price numeric;
  v_dead boolean;
  v_paid numeric;
  v_minutes int;
  v_exchange refund_offers%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_attempt_id IS NOT NULL, 'attempt_id');
  PERFORM internal.asked(p_method IN ('qris', 'debit_card', 'credit_card', 'wallet'), 'method');
  PERFORM internal.asked(p_provider IN ('gateway', 'terminal', 'manual') AND (p_method = 'qris') = (p_provider = 'gateway'), 'provider');
  PERFORM internal.asked_rupiah(p_amount, 'amount');
  SELECT * INTO v_sale FROM sales WHERE id = p_sale_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_sale.counter_id <> v_me.counter_id
     OR (v_sale.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('not_your_booking');
  END IF;
  SELECT * INTO v_old FROM payment_attempts WHERE id = p_attempt_id;
  IF FOUND THEN
    IF (v_old.sale_id, v_old.method, v_old.amount, v_old.provider, v_old.counter_id, v_old.user_id) IS DISTINCT FROM
       (p_sale_id, p_method, p_amount, p_provider, v_me.counter_id, v_me.user_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.attempt_card(v_old);
  ELSIF v_sale.state <> 'open' THEN
    PERFORM internal.refuse('already_sold');
  END IF;
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  SELECT * INTO v_other FROM payment_attempts WHERE sale_id = p_sale_id AND bypassed_at IS NULL
    AND state IN ('created', 'pending', 'unknown') ORDER BY created_at LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse(CASE v_other.state WHEN 'unknown' THEN 'payment_unknown' ELSE 'payment_open' END,
                            jsonb_build_object('attempt_id', v_other.id, 'method', v_other.method, 'amount', v_other.amount));
  ELSIF p_method = 'qris' AND NOT EXISTS (SELECT FROM gateway_keys WHERE valid_to IS NULL OR valid_to > clock_timestamp()) THEN
    PERFORM internal.refuse('gateway_not_set');  -- nobody could tell a true answer from an invented one
  END IF;
  PERFORM FROM bookings WHERE sale_id = p_sale_id AND status = 'pending' ORDER BY id FOR NO KEY UPDATE;
  PERFORM internal.still_runs(b) FROM bookings b WHERE sale_id = p_sale_id AND status = 'pending';
  SELECT (array_agg(id ORDER BY id))[1], sum(total_amount), bool_or(expires_at <= clock_timestamp())
  INTO v_first, v_price, v_dead FROM bookings WHERE sale_id = p_sale_id AND status = 'pending';
  IF v_first IS NULL OR v_dead AND NOT internal.sale_awaits_money(p_sale_id) THEN
    PERFORM internal.refuse('hold_expired');
  END IF;
  v_exchange := internal.exchange_of_sale(p_sale_id);
  IF v_exchange.id IS NOT NULL THEN
    v_price := (v_exchange.exchange ->> 'to_pay')::numeric;
    IF v_exchange.valid_until <= clock_timestamp() OR (v_exchange.exchange ->> 'until')::timestamptz <= clock_timestamp() THEN
      PERFORM internal.refuse('offer_expired', jsonb_build_object('until', v_exchange.valid_until));
    END IF;
  END IF;
  SELECT coalesce(sum(amount), 0) INTO v_paid FROM payment_attempts
  WHERE sale_id = p_sale_id AND state IN ('confirmed', 'late_paid') AND outcome IS NULL;
  IF p_amount < 1 OR p_amount > v_price - v_paid THEN
    PERFORM internal.refuse('amount_out_of_range', jsonb_build_object('field', 'amount', 'most', v_price - v_paid));
  END IF;
  v_minutes := (internal.rule('qris_expiry_minutes') #>> '{}')::int;
  INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, provider, shift_id, counter_id, user_id)
  VALUES (p_attempt_id, p_sale_id, v_first, p_method, p_amount, p_provider, v_shift, v_me.counter_id, v_me.user_id)
  RETURNING * INTO v_old;
  PERFORM internal.keep_holds(p_sale_id, clock_timestamp() + make_interval(mins => v_minutes + 2));
  RETURN internal.attempt_card(v_old);
END $$;

-- The outside has accepted the question: what it calls it, the code to show, until when it may be paid.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.mark_pending(p_token text, p_attempt_id uuid, p_facts jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_attempt payment_attempts%ROWTYPE;
  v_expires timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_facts(p_facts, 'facts', 4000);
  v_attempt := internal.locked_attempt(p_attempt_id, v_me.user_id, v_me.counter_id);
  IF v_attempt.user_id <> v_me.user_id OR v_attempt.counter_id <> v_me.counter_id THEN
    PERFORM internal.refuse('attempt_unknown');
  ELSIF v_attempt.state NOT IN ('created', 'pending') THEN
    RETURN internal.attempt_card(v_attempt);
  END IF;
  v_expires := (p_facts ->> 'expires_at')::timestamptz;
  PERFORM internal.asked(v_expires IS NULL OR v_expires BETWEEN v_attempt.created_at AND clock_timestamp() + interval '1 day', 'expires_at');
  UPDATE payment_attempts SET state = 'pending', gateway_reference = coalesce(gateway_reference, left(nullif(p_facts ->> 'transaction_id', ''), 64)),
    qr_text = coalesce(qr_text, left(nullif(p_facts ->> 'qr_text', ''), 600)), expires_at = coalesce(expires_at, v_expires)
  WHERE id = p_attempt_id RETURNING * INTO v_attempt;
  PERFORM internal.keep_holds(v_attempt.sale_id, v_attempt.expires_at + interval '2 minutes');
  RETURN internal.attempt_card(v_attempt);
END $$;

-- While an attempt has no answer, a supervisor lets the customer pay another way. Turns the first out to be paid after
-- all, its money goes back by itself.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.allow_other_way(p_token text, p_attempt_id uuid, p_approval_id uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_attempt payment_attempts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_attempt := internal.locked_attempt(p_attempt_id, v_me.user_id, v_me.counter_id);
  IF v_attempt.state = 'unknown' AND v_attempt.bypassed_at IS NULL THEN
    IF NOT internal.is_signed(v_attempt, v_me.user_id, p_approval_id) THEN
      PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'payment', 'subject_id', p_attempt_id, 'amount', v_attempt.amount));
    END IF;
    UPDATE payment_attempts SET bypassed_at = clock_timestamp(), bypass_approval_id = p_approval_id
    WHERE id = p_attempt_id RETURNING * INTO v_attempt;
    PERFORM internal.keep_holds(v_attempt.sale_id, clock_timestamp() + make_interval(secs => (internal.rule('hold_seconds') #>> '{}')::int));
  ELSIF v_attempt.bypassed_at IS NULL THEN
    PERFORM internal.refuse('attempt_settled', jsonb_build_object('state', v_attempt.state));
  END IF;
  RETURN internal.attempt_card(v_attempt);
END $$;
