-- The smallest shift that money can hang on. The till's issue builds the rest on it.

-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.open_shift(p_token text, p_shift_id uuid, p_float numeric)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_shift_id IS NOT NULL, 'shift_id');
  PERFORM internal.asked_rupiah(p_float, 'float');
  -- No target: the two partial unique indexes (one a counter, one a member) decide as well as the id.
  INSERT INTO shifts (id, counter_id, user_id, float_amount)
  VALUES (p_shift_id, v_me.counter_id, v_me.user_id, p_float) ON CONFLICT DO NOTHING RETURNING * INTO v_shift;
  IF NOT FOUND THEN
    SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
    IF NOT FOUND THEN
      PERFORM internal.refuse('shift_already_open');
    ELSIF (v_shift.counter_id, v_shift.user_id, v_shift.float_amount) IS DISTINCT FROM
          (v_me.counter_id, v_me.user_id, p_float) OR v_shift.state = 'closed' THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  END IF;
  UPDATE user_sessions SET shift_id = p_shift_id
  WHERE user_id = v_me.user_id AND counter_id = v_me.counter_id AND is_active AND shift_id IS DISTINCT FROM p_shift_id;
  RETURN jsonb_build_object('id', v_shift.id, 'state', v_shift.state, 'float_amount', v_shift.float_amount,
                            'opened_at', v_shift.opened_at);
END $$;

-- A blind count: the answer never tells what was expected.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.close_shift(p_token text, p_shift_id uuid, p_counted numeric)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_rupiah(p_counted, 'counted');
  -- The counter's row first: `sell` takes it to number its receipt, so no sale is in flight when it closes.
  PERFORM FROM counters WHERE id = v_me.counter_id FOR NO KEY UPDATE;
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_shift.counter_id <> v_me.counter_id
     OR (v_shift.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('shift_not_open');
  ELSIF v_shift.state = 'closed' AND v_shift.counted_amount IS DISTINCT FROM p_counted THEN
    PERFORM internal.refuse('shift_not_open');
  ELSIF v_shift.state <> 'closed' THEN
    UPDATE shifts SET state = 'closed', closed_at = clock_timestamp(), counted_amount = p_counted
    WHERE id = p_shift_id RETURNING * INTO v_shift;
    UPDATE user_sessions SET shift_id = NULL WHERE shift_id = p_shift_id AND is_active;
  END IF;
  RETURN jsonb_build_object('id', v_shift.id, 'state', v_shift.state, 'closed_at', v_shift.closed_at);
END $$;
