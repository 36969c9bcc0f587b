-- Money that came and buys nothing goes back the way it came: a task, once an attempt. And the desk where what waits for an
-- answer, for a decision or for its way back is listed.
--
-- Order of locks as in 23_attempts.sql: sale -> bookings by id -> (counter) -> attempt.

-- A task to give an attempt's money back. One an attempt, for ever: the table says so.
CREATE OR REPLACE FUNCTION internal.send_back(p_attempt payment_attempts, p_reason text, p_user_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO payment_reversals (id, attempt_id, amount, method, reason, counter_id, user_id)
  VALUES (internal.uuid7(), p_attempt.id, p_attempt.amount, p_attempt.method, p_reason, p_attempt.counter_id, p_user_id)
  ON CONFLICT (attempt_id) DO NOTHING;
  UPDATE payment_attempts SET outcome = 'reversing' WHERE id = p_attempt.id AND outcome IS NULL;
END $$;

-- Paid, not sold, and it will not be: the money goes back as a task.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.give_up_attempt(p_token text, p_attempt_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_attempt payment_attempts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_attempt := internal.locked_attempt(p_attempt_id, v_me.user_id, v_me.counter_id);
  IF v_attempt.state NOT IN ('confirmed', 'late_paid') OR v_attempt.outcome = 'sold' THEN
    PERFORM internal.refuse('attempt_settled', jsonb_build_object('state', v_attempt.state, 'outcome', v_attempt.outcome));
  END IF;
  PERFORM internal.send_back(v_attempt, 'given_up', v_me.user_id);
  SELECT * INTO v_attempt FROM payment_attempts WHERE id = p_attempt_id;
  RETURN internal.attempt_card(v_attempt);
END $$;

CREATE OR REPLACE FUNCTION internal.reversal_card(p_reversal payment_reversals)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('reversal_id', p_reversal.id, 'amount', p_reversal.amount, 'method', p_reversal.method,
    'reason', p_reversal.reason, 'state', p_reversal.state, 'reference', p_reversal.reference, 'said', p_reversal.evidence ->> 'reason',
    'created_at', p_reversal.created_at, 'asked_at', p_reversal.asked_at, 'done_at', p_reversal.done_at, 'now', clock_timestamp(),
    'attempt', internal.attempt_card(a))
  FROM payment_attempts a WHERE a.id = p_reversal.attempt_id
$$;

CREATE OR REPLACE FUNCTION internal.locked_reversal(p_reversal_id uuid, p_user_id uuid, p_counter_id uuid)
RETURNS payment_reversals LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reversal payment_reversals%ROWTYPE;
BEGIN
  SELECT * INTO v_reversal FROM payment_reversals WHERE id = p_reversal_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_reversal.counter_id IS DISTINCT FROM p_counter_id AND NOT internal.oversees(p_user_id, v_reversal.counter_id) THEN
    PERFORM internal.refuse('reversal_unknown');
  END IF;
  RETURN v_reversal;
END $$;

-- Before the outside is asked to give back. One person at a time; the gateway knows it by the reversal's own id, so that
-- asking again after a silence gives back once.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.begin_reversal(p_token text, p_reversal_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_reversal payment_reversals%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_reversal := internal.locked_reversal(p_reversal_id, v_me.user_id, v_me.counter_id);
  IF v_reversal.state = 'asking' AND v_reversal.asked_by <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles) THEN
    PERFORM internal.refuse('reversal_busy', jsonb_build_object('since', v_reversal.asked_at));
  ELSIF v_reversal.state <> 'done' THEN
    UPDATE payment_reversals SET state = 'asking', asked_at = clock_timestamp(), asked_by = v_me.user_id
    WHERE id = p_reversal_id RETURNING * INTO v_reversal;
  END IF;
  RETURN internal.reversal_card(v_reversal);
END $$;

-- How it ended: done (with the outside's reference), declined (nothing moved: the task stands), unknown (ask again).
-- Done is done, whoever tells it and how often.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.settle_reversal(p_token text, p_reversal_id uuid, p_state text, p_evidence jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_reversal payment_reversals%ROWTYPE;
  v_reference text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_state IN ('done', 'declined', 'unknown'), 'state');
  PERFORM internal.asked_facts(p_evidence, 'evidence', 4000);
  IF p_state = 'done' THEN
    v_reference := internal.asked_text(p_evidence ->> 'reference', 'reference', 64);
  END IF;
  v_reversal := internal.locked_reversal(p_reversal_id, v_me.user_id, v_me.counter_id);
  IF v_reversal.state = 'done' THEN
    IF p_state <> 'done' OR v_reversal.reference <> v_reference THEN
      PERFORM internal.refuse('reversal_done', jsonb_build_object('reference', v_reversal.reference));
    END IF;
    RETURN internal.reversal_card(v_reversal);
  ELSIF v_reversal.state <> 'asking' THEN
    PERFORM internal.refuse('reversal_not_begun');
  END IF;
  UPDATE payment_reversals SET evidence = p_evidence, reference = v_reference,
    state = CASE p_state WHEN 'done' THEN 'done' WHEN 'declined' THEN 'due' ELSE 'asking' END,
    done_at = CASE p_state WHEN 'done' THEN clock_timestamp() END, done_by = CASE p_state WHEN 'done' THEN v_me.user_id END,
    shift_id = CASE p_state WHEN 'done' THEN internal.shift_now(v_me.user_id, v_me.counter_id) END
  WHERE id = p_reversal_id RETURNING * INTO v_reversal;
  IF p_state = 'done' THEN
    UPDATE payment_attempts SET outcome = 'reversed' WHERE id = v_reversal.attempt_id;
  END IF;
  RETURN internal.reversal_card(v_reversal);
END $$;

-- Written down, and nobody was asked: the program went, or somebody with psql never meant to ask, and the seats of the sale
-- would be nobody's for ever. A code that was never shown is nobody's to pay, a terminal is asked after `pending`. Should
-- money come all the same, it is late money.
CREATE OR REPLACE FUNCTION internal.end_unasked(p_user_id uuid, p_counter_id uuid, p_all boolean)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_id uuid;
  v_attempt payment_attempts%ROWTYPE;
BEGIN
  FOR v_id IN SELECT a.id FROM (SELECT * FROM payment_attempts WHERE state = 'created' OFFSET 0) a
    WHERE (a.counter_id = p_counter_id OR p_all AND internal.oversees(p_user_id, a.counter_id))
      AND a.created_at < clock_timestamp() - make_interval(mins => (internal.rule('qris_expiry_minutes') #>> '{}')::int)
    ORDER BY a.sale_id, a.id LIMIT 20
  LOOP
    v_attempt := internal.locked_attempt(v_id, p_user_id, p_counter_id);
    IF v_attempt.state = 'created' THEN
      UPDATE payment_attempts SET state = 'cancelled', evidence = '{"reason": "never_asked"}', settled_at = clock_timestamp(),
        settled_by = p_user_id WHERE id = v_id;
    END IF;
  END LOOP;
END $$;

-- What waits for an answer or a decision: at the own counter, for a supervisor in all of the stations. `watch` are codes
-- that ran out or were cancelled a while ago: the gateway is asked once more now and then, for money that comes late.
-- Money that bought nothing within the rule's time goes back by itself.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.list_unsettled(p_token text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_id uuid;
  v_attempts jsonb;
  v_reversals jsonb;
  v_watch jsonb;
  v_all boolean;
  v_since timestamptz := clock_timestamp() - make_interval(mins => (internal.rule('late_watch_minutes') #>> '{}')::int);
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_all := 'supervisor' = ANY (v_me.roles);
  PERFORM internal.end_unasked(v_me.user_id, v_me.counter_id, v_all);
  -- OFFSET 0: by the index of the unsold; for the order's sake the planner went through all there are.
  FOR v_id IN SELECT a.id FROM (SELECT * FROM payment_attempts WHERE state IN ('confirmed', 'late_paid') AND outcome IS NULL OFFSET 0) a
    WHERE (a.counter_id = v_me.counter_id OR v_all AND internal.oversees(v_me.user_id, a.counter_id))
      AND (a.settled_at < clock_timestamp() - make_interval(mins => (internal.rule('paid_unsold_minutes') #>> '{}')::int)
           OR NOT internal.can_still_sell(a.sale_id)) ORDER BY a.sale_id, a.id LIMIT 20
  LOOP
    PERFORM internal.send_back(internal.locked_attempt(v_id, v_me.user_id, v_me.counter_id), 'not_sold', v_me.user_id);
  END LOOP;
  SELECT jsonb_agg(internal.attempt_card(x) ORDER BY x.created_at) INTO v_attempts FROM (
    SELECT a.* FROM payment_attempts a
    WHERE (a.state IN ('created', 'pending', 'unknown') OR a.state IN ('confirmed', 'late_paid') AND a.outcome IS NULL)
      AND (a.counter_id = v_me.counter_id OR v_all AND internal.oversees(v_me.user_id, a.counter_id)) ORDER BY a.created_at LIMIT 200) x;
  SELECT jsonb_agg(internal.reversal_card(x) ORDER BY x.created_at) INTO v_reversals FROM (
    SELECT r.* FROM payment_reversals r
    WHERE r.state <> 'done' AND (r.counter_id = v_me.counter_id OR v_all AND internal.oversees(v_me.user_id, r.counter_id)) ORDER BY r.created_at LIMIT 200) x;
  SELECT jsonb_agg(internal.attempt_card(x)) INTO v_watch FROM (
    SELECT a.* FROM payment_attempts a WHERE a.counter_id = v_me.counter_id AND a.state IN ('cancelled', 'declined') AND a.provider = 'gateway'
      AND a.created_at > v_since
    ORDER BY a.created_at DESC LIMIT 50) x;
  RETURN jsonb_build_object('attempts', coalesce(v_attempts, '[]'), 'reversals', coalesce(v_reversals, '[]'), 'watch', coalesce(v_watch, '[]'),
    'now', clock_timestamp());
END $$;
