-- The end of a shift: sales stop, what stands in the way is listed, the drawer is counted blind, the Z is written.
--
-- A count that is written down stands: only then is the variance told, so that nobody counts towards it. A shift that
-- is closed is never changed again, but for the verified amount by a supervisor's own login.

-- What must be settled before a shift ends: payments without an answer that no supervisor took over, money that came and
-- bought nothing (sell, or send it back), tickets and receipts that never came out.
CREATE OR REPLACE FUNCTION internal.shift_blockers(p_shift_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(x.blocker ORDER BY x.at), '[]') FROM (
    (SELECT a.created_at AS at, jsonb_build_object('kind', 'attempt', 'id', a.id, 'sale_id', a.sale_id, 'method', a.method,
       'state', a.state, 'title', (SELECT b.booking_number FROM bookings b WHERE b.id = a.booking_id), 'since', a.created_at) AS blocker
     FROM payment_attempts a WHERE a.counter_id = (SELECT counter_id FROM shifts WHERE id = p_shift_id) AND a.shift_id = p_shift_id
       AND (a.state IN ('created', 'pending', 'unknown') OR a.state IN ('confirmed', 'late_paid') AND a.outcome IS NULL)  -- as the index says it
       AND (a.state <> 'unknown' OR a.handed_over_at IS NULL) LIMIT 50)
    UNION ALL
    (SELECT j.created_at, jsonb_build_object('kind', 'job', 'id', j.id, 'sale_id', j.sale_id, 'method', j.kind, 'state', j.state,
       'title', coalesce(t.ticket_number, s.receipt_number), 'since', j.created_at)
     FROM (SELECT DISTINCT p.sale_id FROM internal.payments_of_shift(p_shift_id) p) paid
     CROSS JOIN LATERAL (SELECT * FROM print_jobs WHERE sale_id = paid.sale_id OFFSET 0) j JOIN sales s ON s.id = paid.sale_id LEFT JOIN tickets t ON t.id = j.ticket_id
     WHERE j.kind IN ('ticket', 'receipt') AND j.state IN ('queued', 'preflight', 'sending', 'await_ack', 'blocked', 'suspect')
       AND j.counter_id = (SELECT counter_id FROM shifts WHERE id = p_shift_id) LIMIT 50)) x
$$;

-- Give back the seats this member still holds at this counter; a hold with a payment under way keeps them. Returns the
-- schedules whose maps changed.
CREATE OR REPLACE FUNCTION internal.release_holds(p_user_id uuid, p_counter_id uuid)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_holds uuid[];
BEGIN
  SELECT coalesce(array_agg(l.id), '{}') INTO v_holds FROM (
    SELECT b.id FROM bookings b
    WHERE b.id IN (SELECT c.booking_id FROM seat_claims c WHERE c.active AND c.state = 'held' AND c.counter_id = p_counter_id)
      AND b.user_id = p_user_id AND b.status = 'pending'
      AND NOT internal.sale_awaits_money(b.sale_id)
    ORDER BY b.id FOR NO KEY UPDATE OF b) l;
  UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = 'shift_closed' WHERE id = ANY (v_holds);
  RETURN internal.free_seats(v_holds, 'released');
END $$;

-- The first step of closing: new sales stop, holds go back, what stands in the way is told. `resume_shift` undoes it
-- until the count is written down.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.begin_close(p_token text, p_shift_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_maps uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_maps := internal.stop_sales(p_shift_id, v_me.user_id, v_me.counter_id, v_me.roles);
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  RETURN internal.shift_card(v_shift) || jsonb_build_object('blockers', internal.shift_blockers(p_shift_id), 'schedules', to_jsonb(v_maps),
    'is_counted', EXISTS (SELECT FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close'));
END $$;

-- Bookings first, then the counter, then the shift: the order of `sell`.
CREATE OR REPLACE FUNCTION internal.stop_sales(p_shift_id uuid, p_user_id uuid, p_counter_id uuid, p_roles text[])
RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_shift shifts%ROWTYPE;
  v_maps uuid[] := '{}';
BEGIN
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF NOT FOUND OR v_shift.counter_id <> p_counter_id OR (v_shift.user_id <> p_user_id AND NOT 'supervisor' = ANY (p_roles)) THEN
    PERFORM internal.refuse('shift_not_open');
  ELSIF v_shift.state = 'closed' THEN
    PERFORM internal.refuse('shift_closed', jsonb_build_object('closed_at', v_shift.closed_at));
  END IF;
  v_maps := internal.release_holds(v_shift.user_id, v_shift.counter_id);
  PERFORM FROM counters WHERE id = p_counter_id FOR NO KEY UPDATE;
  v_shift := internal.own_shift(p_shift_id, p_user_id, p_counter_id, p_roles);
  IF v_shift.state = 'paused' AND EXISTS (SELECT FROM shifts WHERE counter_id = p_counter_id AND state IN ('open', 'closing')) THEN
    PERFORM internal.refuse('shift_already_open');
  ELSIF v_shift.state = 'closed' THEN
    PERFORM internal.refuse('shift_closed', jsonb_build_object('closed_at', v_shift.closed_at));
  ELSIF v_shift.state <> 'closing' THEN
    UPDATE shifts SET state = 'closing', paused_at = NULL WHERE id = p_shift_id;
  END IF;
  RETURN v_maps;
END $$;

-- The blind count, and the end, in two calls. The first writes the count down, which stands, and tells nothing. The
-- second closes the shift; where the count differs its answer (not a refusal) says by how much and what is `needed`: a
-- reason, above the tolerance a supervisor's signature; sent again with them, the same count closes.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.close_shift(
  p_token text, p_shift_id uuid, p_counted numeric, p_denominations jsonb DEFAULT NULL, p_reason text DEFAULT NULL,
  p_approval_id uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_blockers jsonb;
  v_count cash_counts%ROWTYPE;
  v_variance numeric;
  v_tolerance numeric;
  v_needed text[] := '{}';
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  IF p_counted IS NULL THEN  -- the program was restarted in the middle: the count that stands
    SELECT total, nullif(denominations, '{}') INTO p_counted, p_denominations FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close';
  END IF;
  PERFORM internal.asked_rupiah(p_counted, 'counted');
  IF p_denominations IS NOT NULL AND internal.counted_cash(p_denominations) <> p_counted THEN
    PERFORM internal.refuse('count_differs', jsonb_build_object('sum', internal.counted_cash(p_denominations), 'said', p_counted));
  END IF;
  IF btrim(coalesce(p_reason, '')) <> '' THEN
    v_reason := internal.asked_text(p_reason, 'reason', 200);
  END IF;
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF v_shift.state = 'closed' AND v_shift.counter_id = v_me.counter_id AND v_shift.counted_amount = p_counted AND NOT v_shift.is_forced
     AND (v_shift.user_id = v_me.user_id OR 'supervisor' = ANY (v_me.roles)) THEN
    RETURN internal.closed_card(p_shift_id);
  END IF;
  PERFORM internal.stop_sales(p_shift_id, v_me.user_id, v_me.counter_id, v_me.roles);
  v_blockers := internal.shift_blockers(p_shift_id);
  IF v_blockers <> '[]' THEN
    PERFORM internal.refuse('shift_blocked', jsonb_build_object('count', jsonb_array_length(v_blockers), 'blockers', v_blockers));
  END IF;
  INSERT INTO cash_counts (id, shift_id, kind, denominations, total)
  VALUES (internal.uuid7(), p_shift_id, 'close', coalesce(p_denominations, '{}'), p_counted) ON CONFLICT DO NOTHING;
  SELECT * INTO v_count FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close';
  IF (v_count.total, v_count.denominations) IS DISTINCT FROM (p_counted, coalesce(p_denominations, '{}')) THEN
    PERFORM internal.refuse('count_stands');
  END IF;
  -- Nothing is told in the transaction that wrote the count: psql could take it back and count again, and again.
  IF v_count.written_in = txid_current() THEN
    SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
    RETURN internal.shift_card(v_shift) || jsonb_build_object('counted', p_counted, 'variance', NULL, 'needed', '["again"]'::jsonb);
  END IF;
  SELECT p_counted - x.expected INTO v_variance FROM internal.shift_cash(p_shift_id) x;
  v_tolerance := (internal.rules((SELECT station_code FROM stations WHERE id = v_me.station_id)) ->> 'variance_tolerance')::numeric;
  IF v_variance <> 0 AND v_reason IS NULL THEN
    v_needed := v_needed || 'reason'::text;
  END IF;
  IF abs(v_variance) > v_tolerance AND (v_needed <> '{}' OR NOT internal.use_approval(p_approval_id, 'cash_variance', p_shift_id, abs(v_variance), v_me.user_id)) THEN
    v_needed := v_needed || 'approval'::text;
  END IF;
  IF v_needed <> '{}' THEN
    SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
    RETURN internal.shift_card(v_shift) || jsonb_build_object('counted', p_counted, 'variance', v_variance, 'needed', to_jsonb(v_needed));
  END IF;
  PERFORM internal.write_close(p_shift_id, v_me.user_id, p_counted, CASE WHEN v_variance <> 0 THEN v_reason END,
    CASE WHEN abs(v_variance) > v_tolerance THEN p_approval_id END, false);
  RETURN internal.closed_card(p_shift_id);
END $$;

-- Number the Z, freeze the report, end the shift. The counter's row is locked by the caller.
CREATE OR REPLACE FUNCTION internal.write_close(
  p_shift_id uuid, p_user_id uuid, p_counted numeric, p_reason text, p_approval_id uuid, p_is_forced boolean)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_z bigint;
  v_now timestamptz := clock_timestamp();
  v_report jsonb := internal.shift_report(p_shift_id, true);
BEGIN
  UPDATE counters SET z_sequence = z_sequence + 1 WHERE id = (SELECT counter_id FROM shifts WHERE id = p_shift_id)
  RETURNING z_sequence INTO v_z;
  UPDATE shifts SET state = 'closed', closed_at = v_now, counted_amount = p_counted, z_number = v_z,
    system_amount = (v_report #>> '{cash,expected}')::numeric, variance_reason = p_reason, approval_id = p_approval_id,
    closed_by = p_user_id, is_forced = p_is_forced,
    report = v_report || jsonb_build_object('state', 'closed', 'kind', 'Z', 'z_number', v_z, 'closed_at', v_now, 'is_forced', p_is_forced,
      'closed_by', (SELECT full_name FROM users WHERE id = p_user_id))
  WHERE id = p_shift_id;
  UPDATE user_sessions SET shift_id = NULL
  WHERE user_id = (SELECT user_id FROM shifts WHERE id = p_shift_id) AND expires_at > now() AND shift_id = p_shift_id AND is_active;
END $$;

CREATE OR REPLACE FUNCTION internal.closed_card(p_shift_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('id', s.id, 'state', s.state, 'float_amount', s.float_amount, 'opened_at', s.opened_at,
    'closed_at', s.closed_at, 'z_number', s.z_number, 'counted', s.counted_amount, 'system', s.system_amount,
    'variance', s.counted_amount - s.system_amount, 'needed', '[]'::jsonb)
  FROM shifts s WHERE s.id = p_shift_id
$$;

-- A closed shift is never changed, whoever asks. The one exception is the verified amount, once, by the login of the
-- supervisor it names: a verb cannot change `session_user`, and no owner has one.
CREATE OR REPLACE FUNCTION internal.keep_closed_shift()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  c_later CONSTANT text[] := '{verified_amount,verified_by,verified_at,verified_note,updated_at}';
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - c_later = to_jsonb(OLD) - c_later AND OLD.verified_by IS NULL AND NEW.verified_by <> NEW.user_id
     AND EXISTS (SELECT FROM users u WHERE u.id = NEW.verified_by AND internal.staff_role(u.nipp) = session_user AND 'supervisor' = ANY (u.roles)) THEN
    RETURN NEW;
  END IF;
  PERFORM internal.refuse('shift_closed', jsonb_build_object('shift_id', OLD.id));
  RETURN NULL;
END $$;

-- Movements and counts are written once, and only while their shift runs.
CREATE OR REPLACE FUNCTION internal.keep_cash()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM shifts WHERE id = NEW.shift_id AND state = 'closed') THEN
    RETURN NEW;
  END IF;
  PERFORM internal.refuse(CASE WHEN TG_OP = 'INSERT' THEN 'shift_closed' ELSE 'cash_written_once' END, jsonb_build_object('table', TG_TABLE_NAME));
  RETURN NULL;
END $$;

-- Money of a closed shift: no payment joins it, leaves it or changes what it counts. That one is marked refunded later
-- changes nothing of the shift that took it.
CREATE OR REPLACE FUNCTION internal.keep_payments()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.shift_id, OLD.settled_shift_id, OLD.amount, OLD.payment_method, OLD.tendered, OLD.change_given, OLD.payment_status IN ('completed', 'refunded'))
     IS NOT DISTINCT FROM (NEW.shift_id, NEW.settled_shift_id, NEW.amount, NEW.payment_method, NEW.tendered, NEW.change_given, NEW.payment_status IN ('completed', 'refunded')) THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM shifts WHERE id = coalesce(OLD.settled_shift_id, OLD.shift_id) AND state = 'closed')
     OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM shifts WHERE id = coalesce(NEW.settled_shift_id, NEW.shift_id) AND state = 'closed') THEN
    PERFORM internal.refuse('shift_closed', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- The same for money given back: a refund counts in the shift whose drawer it left, once it is completed.
CREATE OR REPLACE FUNCTION internal.keep_refunds()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.shift_id, OLD.refund_amount, OLD.refund_method, OLD.refund_status = 'completed')
     IS NOT DISTINCT FROM (NEW.shift_id, NEW.refund_amount, NEW.refund_method, NEW.refund_status = 'completed') THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM shifts WHERE id = OLD.shift_id AND state = 'closed')
     OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM shifts WHERE id = NEW.shift_id AND state = 'closed') THEN
    PERFORM internal.refuse('shift_closed', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- What a customer has paid for is never rewritten, nor its receipt's number.
CREATE OR REPLACE FUNCTION internal.keep_sales()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM shifts WHERE id = OLD.shift_id AND state = 'closed')
     AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'updated_at' IS DISTINCT FROM to_jsonb(OLD) - 'updated_at') THEN
    PERFORM internal.refuse('shift_closed', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
