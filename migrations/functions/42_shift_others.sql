-- Shifts of others, for a supervisor: which there are, the one somebody left behind, and the third number of a closed one.

-- A supervisor ends a shift somebody left behind, at any counter of their stations, with or without a count of the
-- drawer. Payments under way become unknown: settled later, their money goes to the shift that settles them.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.force_close(p_token text, p_shift_id uuid, p_reason text, p_counted numeric DEFAULT NULL, p_denominations jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_reason text;
  v_count cash_counts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  IF p_counted IS NOT NULL THEN
    PERFORM internal.asked_rupiah(p_counted, 'counted');
  END IF;
  IF p_denominations IS NOT NULL AND internal.counted_cash(p_denominations) IS DISTINCT FROM p_counted THEN
    PERFORM internal.refuse('count_differs', jsonb_build_object('sum', internal.counted_cash(p_denominations), 'said', p_counted));
  END IF;
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF NOT FOUND OR NOT internal.oversees(v_me.user_id, v_shift.counter_id) THEN
    PERFORM internal.refuse('shift_unknown');
  ELSIF v_shift.user_id = v_me.user_id THEN
    PERFORM internal.refuse('own_request');
  END IF;
  IF v_shift.state <> 'closed' THEN
    PERFORM internal.release_holds(v_shift.user_id, v_shift.counter_id);
    PERFORM FROM counters WHERE id = v_shift.counter_id FOR NO KEY UPDATE;
    SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id FOR NO KEY UPDATE;
  END IF;
  IF v_shift.state = 'closed' THEN
    IF NOT v_shift.is_forced OR (v_shift.closed_by, v_shift.variance_reason, coalesce(p_counted, v_shift.counted_amount)) IS DISTINCT FROM
       (v_me.user_id, v_reason, v_shift.counted_amount) THEN
      PERFORM internal.refuse('shift_closed', jsonb_build_object('closed_at', v_shift.closed_at));
    END IF;
    RETURN internal.closed_card(p_shift_id);
  END IF;
  UPDATE payment_attempts SET state = 'unknown' WHERE shift_id = p_shift_id AND state IN ('created', 'pending');
  -- A count its clerk wrote down before going stands, as always.
  SELECT * INTO v_count FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close';
  IF FOUND AND p_counted IS NOT NULL AND p_counted <> v_count.total THEN
    PERFORM internal.refuse('count_stands');
  ELSIF v_count.id IS NULL AND p_counted IS NOT NULL THEN
    INSERT INTO cash_counts (id, shift_id, kind, denominations, total)
    VALUES (internal.uuid7(), p_shift_id, 'close', coalesce(p_denominations, '{}'), p_counted) RETURNING * INTO v_count;
  END IF;
  PERFORM internal.write_close(p_shift_id, v_me.user_id, v_count.total, v_reason, NULL, true);
  RETURN internal.closed_card(p_shift_id);
END $$;

-- The third number: what a supervisor found in the cash box of a closed shift. Once, and never one's own.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.verify_shift(p_token text, p_shift_id uuid, p_verified numeric, p_note text DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked_rupiah(p_verified, 'verified');
  IF btrim(coalesce(p_note, '')) <> '' THEN
    v_note := internal.asked_text(p_note, 'note', 200);
  END IF;
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT internal.oversees(v_me.user_id, v_shift.counter_id) THEN
    PERFORM internal.refuse('shift_unknown');
  ELSIF v_shift.user_id = v_me.user_id THEN
    PERFORM internal.refuse('own_request');
  ELSIF v_shift.state <> 'closed' THEN
    PERFORM internal.refuse('shift_still_open');
  ELSIF v_shift.verified_amount IS NOT NULL THEN
    IF (v_shift.verified_amount, v_shift.verified_by) IS DISTINCT FROM (p_verified, v_me.user_id) THEN
      PERFORM internal.refuse('already_verified');
    END IF;
  ELSE
    UPDATE shifts SET verified_amount = p_verified, verified_by = v_me.user_id, verified_at = clock_timestamp(), verified_note = v_note
    WHERE id = p_shift_id;
  END IF;
  RETURN internal.report_card(p_shift_id, true);
END $$;

-- The shifts of a supervisor's stations: those that are not closed, and those closed lately. The own drawer stays blind.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.list_shifts(p_token text, p_limit int DEFAULT 50)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_shifts jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 200, 'limit');
  SELECT jsonb_agg(jsonb_build_object('shift_id', x.id, 'state', x.state, 'counter_code', x.code, 'clerk_name', x.full_name,
    'clerk_nipp', x.nipp, 'opened_at', x.opened_at, 'closed_at', x.closed_at, 'z_number', x.z_number, 'is_own', x.user_id = v_me.user_id,
    'float_amount', x.float_amount, 'counted', x.counted_amount, 'system', x.system_amount, 'verified', x.verified_amount,
    'cash', CASE WHEN x.state <> 'closed' AND x.user_id <> v_me.user_id THEN (SELECT c.expected FROM internal.shift_cash(x.id) c) END,
    'drawer_limit', internal.rules(x.station_code) -> 'drawer_limit',
    'is_abandoned', x.state <> 'closed' AND x.opened_at < clock_timestamp()
      - make_interval(hours => (internal.rules(x.station_code) ->> 'shift_abandoned_hours')::int))
    ORDER BY x.state = 'closed', x.closed_at DESC, x.opened_at)
  INTO v_shifts
  FROM (SELECT s.*, c.code, t.station_code, u.full_name, u.nipp
        FROM counters c JOIN stations t ON t.id = c.station_id
        CROSS JOIN LATERAL (SELECT * FROM shifts h WHERE h.counter_id = c.id ORDER BY h.closed_at DESC LIMIT p_limit) s  -- not closed: first
        JOIN users u ON u.id = s.user_id
        WHERE internal.oversees(v_me.user_id, c.id)
        ORDER BY s.state = 'closed', s.closed_at DESC LIMIT p_limit) x;
  RETURN jsonb_build_object('shifts', coalesce(v_shifts, '[]'));
END $$;
