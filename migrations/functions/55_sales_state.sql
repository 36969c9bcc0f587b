-- Whether a dated train is on sale: open, for go-show only (from the hours before it leaves that the rule names), or
-- closed. Hold and search obey it; what is held already is sold, since its price and seats were promised.

-- Safe to send again under the same id. Refuses schedule_unknown, not_in_scope, schedule_cancelled, id_reused.
-- grant: supervisor, admin
CREATE OR REPLACE FUNCTION kai.set_sales_state(p_token text, p_change_id uuid, p_schedule_id uuid, p_state text, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_train schedules%ROWTYPE;
  v_new sales_changes%ROWTYPE;
  v_told disruptions%ROWTYPE;
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor', 'admin');
  PERFORM internal.asked(p_change_id IS NOT NULL, 'change_id');
  PERFORM internal.asked(p_state IN ('open', 'go_show', 'closed'), 'state');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  v_train := internal.own_train(p_schedule_id, v_me.user_id);
  SELECT * INTO v_new FROM sales_changes WHERE id = p_change_id;
  IF FOUND THEN
    IF (v_new.schedule_id, v_new.state, v_new.reason, v_new.user_id) IS DISTINCT FROM (p_schedule_id, p_state, v_reason, v_me.user_id) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sales_change_card(v_new);
  ELSIF v_train.status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('status', v_train.status));
  END IF;
  UPDATE schedules SET sales_state = p_state WHERE id = p_schedule_id;
  INSERT INTO sales_changes (id, schedule_id, state, reason, user_id, counter_id)
  VALUES (p_change_id, p_schedule_id, p_state, v_reason, v_me.user_id, v_me.counter_id) RETURNING * INTO v_new;
  v_told.schedule_id := p_schedule_id;
  v_told.reason := v_reason;
  PERFORM internal.tell_of_train(v_told, 'train_sale_' || p_state, 0);
  RETURN internal.sales_change_card(v_new);
END $$;

-- The answer, read back; `holds`: how many are in the middle of buying and may go on.
CREATE OR REPLACE FUNCTION internal.sales_change_card(p_change sales_changes)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('change_id', p_change.id, 'schedule_id', p_change.schedule_id, 'state', p_change.state,
    'reason', p_change.reason, 'created_at', p_change.created_at,
    'holds', (SELECT count(*) FROM bookings b WHERE b.schedule_id = p_change.schedule_id AND b.status = 'pending' AND b.expires_at > clock_timestamp()))
$$;
