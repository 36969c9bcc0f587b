-- A refund by reversal goes back by the machine that took the money, once: written down before the outside is asked, by
-- the refund's own id, so that a silence is asked again and gives back once. A silence is never taken for a refusal.

-- The attempt that brought in what this refund gives back.
CREATE OR REPLACE FUNCTION internal.payout_attempt(p_refund refunds)
RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT o.attempt_id FROM payments o WHERE o.id = y.origin_id), y.attempt_id) FROM payments y WHERE y.id = p_refund.payment_id
$$;

-- Which machine can give that much of a payment back: the gateway any part, a terminal a whole charge (it voids, it does
-- not split); NULL: a person does it, at the bank.
CREATE OR REPLACE FUNCTION internal.machine_for(p_attempt_id uuid, p_amount numeric)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.provider FROM payment_attempts a
  WHERE a.id = p_attempt_id AND (a.provider = 'gateway' OR a.provider = 'terminal' AND a.amount = p_amount)
$$;

CREATE OR REPLACE FUNCTION internal.machine_of(p_refund refunds)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.machine_for(internal.payout_attempt(p_refund), p_refund.refund_amount) WHERE p_refund.refund_method = 'reversal'
$$;

-- It was asked, and what became of it nobody knows.
CREATE OR REPLACE FUNCTION internal.is_unanswered(p_refund refunds)
RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_refund.refund_method = 'reversal' AND p_refund.refund_status = 'processing' AND p_refund.asked_at IS NOT NULL AND p_refund.failure IS NULL
$$;

-- The question may be on its way at this moment.
CREATE OR REPLACE FUNCTION internal.is_being_asked(p_refund refunds)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.is_unanswered(p_refund)
    AND p_refund.asked_at > clock_timestamp() - make_interval(mins => (internal.rule('reversal_wait_minutes') #>> '{}')::int)
$$;

-- The refund, locked: one's own counter's, or one of a station that one oversees.
CREATE OR REPLACE FUNCTION internal.locked_payout(p_refund_id uuid, p_user_id uuid, p_counter_id uuid)
RETURNS refunds LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_refund refunds%ROWTYPE;
BEGIN
  SELECT * INTO v_refund FROM refunds WHERE id = p_refund_id AND refund_amount > 0 FOR NO KEY UPDATE;
  IF NOT FOUND OR v_refund.counter_id IS DISTINCT FROM p_counter_id AND NOT internal.oversees(p_user_id, v_refund.counter_id) THEN
    PERFORM internal.refuse('payout_unknown');
  END IF;
  RETURN v_refund;
END $$;

-- Before the outside is asked. Who asked may ask again at once, others when it has been silent for the rule's time.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.begin_payout(p_token text, p_refund_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_refund := internal.locked_payout(p_refund_id, v_me.user_id, v_me.counter_id);
  IF v_refund.refund_method = 'reversal' AND v_refund.refund_status = 'completed' THEN
    RETURN internal.payout_card(v_refund, false);
  ELSIF v_refund.refund_method <> 'reversal' OR v_refund.refund_status <> 'processing' THEN
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  ELSIF internal.machine_of(v_refund) IS NULL THEN
    PERFORM internal.refuse('payout_by_hand');
  ELSIF internal.is_being_asked(v_refund) AND v_refund.asked_by <> v_me.user_id THEN
    PERFORM internal.refuse('reversal_busy', jsonb_build_object('since', v_refund.asked_at));
  END IF;
  UPDATE refunds SET asked_at = clock_timestamp(), asked_by = v_me.user_id, failure = NULL WHERE id = p_refund_id RETURNING * INTO v_refund;
  RETURN internal.payout_card(v_refund, false);
END $$;

-- What the machine answered to who asked it. done (the gateway's reference is the refund's own id), declined: nothing
-- moved, and unknown: as it was. Declined before a supervisor it comes back and goes out another way; a clerk's word is
-- not enough to open a second way for the money, so it stands with what was said until a supervisor looks.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.told_payout(p_token text, p_refund_id uuid, p_state text, p_evidence jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
  v_said text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_state IN ('done', 'declined', 'unknown'), 'state');
  PERFORM internal.asked_facts(p_evidence, 'evidence', 4000);
  v_refund := internal.locked_payout(p_refund_id, v_me.user_id, v_me.counter_id);
  IF p_state = 'done' THEN
    v_said := internal.asked_text(p_evidence ->> 'reference', 'reference', 64);
    PERFORM internal.asked(coalesce(internal.machine_of(v_refund), '') <> 'gateway' OR v_said = p_refund_id::text, 'reference');
  ELSIF p_state = 'declined' THEN
    v_said := internal.asked_text(coalesce(p_evidence ->> 'reason', 'refused'), 'reason', 100);
  END IF;
  IF v_refund.refund_status = 'completed' AND p_state = 'done' AND v_refund.outside_reference = v_said THEN
    RETURN internal.payout_card(v_refund, false);
  ELSIF v_refund.refund_status <> 'processing' OR v_refund.refund_method <> 'reversal' THEN
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  ELSIF NOT internal.is_unanswered(v_refund) OR v_refund.asked_by <> v_me.user_id THEN
    PERFORM internal.refuse('reversal_not_begun');
  END IF;
  IF p_state = 'done' THEN
    UPDATE refunds SET refund_status = 'completed', refund_date = clock_timestamp(), outside_reference = v_said, settled_by = v_me.user_id,
      shift_id = internal.shift_now(v_me.user_id, v_me.counter_id)
    WHERE id = p_refund_id RETURNING * INTO v_refund;
  ELSIF p_state = 'declined' THEN
    UPDATE refunds SET failure = v_said, refund_status = CASE WHEN internal.oversees(v_me.user_id, counter_id) THEN 'failed' ELSE refund_status END
    WHERE id = p_refund_id RETURNING * INTO v_refund;
  END IF;
  RETURN internal.payout_card(v_refund, false);
END $$;
