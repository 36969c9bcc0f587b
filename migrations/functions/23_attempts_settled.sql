-- What became of money asked from outside, and who may say so. Order of locks as in 23_attempts.sql.
--
-- What the boundary can prove, and what not. A QRIS answer carries the gateway's signature over order, code and amount;
-- the order names the attempt, so nobody without the server key can confirm one, or another's, or another amount. (The
-- signature leaves out the word of the answer: a signed cancellation shown as a payment is found by the settlement
-- file.) A card slip proves nothing here: approval code and retrieval number are tested for their form, used once, and
-- audited; whether the bank knows them is told by the terminal's batch at the close of the shift.

-- Is this the gateway's own word that this very attempt was paid? Its signature is SHA-512 over order, code, amount
-- and the server key, which only the owner of the tables can read here.
CREATE OR REPLACE FUNCTION internal.gateway_says_paid(p_attempt payment_attempts, p_evidence jsonb)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_order text := p_evidence ->> 'order_id';
  v_code text := p_evidence ->> 'status_code';
  v_gross text := p_evidence ->> 'gross_amount';
BEGIN
  RETURN coalesce(v_order = 'KAI-' || p_attempt.id::text AND v_code = '200'
    AND p_evidence ->> 'transaction_status' IN ('settlement', 'capture')
    AND v_gross ~ '^[0-9]{1,12}(\.0{1,2})?$' AND v_gross::numeric = p_attempt.amount
    AND EXISTS (SELECT FROM gateway_keys k WHERE (k.valid_to IS NULL OR k.valid_to > clock_timestamp())
      AND encode(sha512(convert_to(v_order || v_code || v_gross || k.server_key, 'UTF8')), 'hex') = lower(p_evidence ->> 'signature_key')), false);
END $$;

-- Refuse evidence of a wrong form; what is kept of it goes to the attempt's own columns.
CREATE OR REPLACE FUNCTION internal.evidence_of_payment(
  p_attempt payment_attempts, p_evidence jsonb, OUT reference text, OUT rrn text, OUT approval text, OUT pan text)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF p_attempt.method = 'qris' THEN
    reference := p_evidence ->> 'transaction_id';
    PERFORM internal.asked(reference ~ '^[A-Za-z0-9._-]{6,64}$', 'transaction_id');
    PERFORM internal.asked(p_attempt.gateway_reference IS NULL OR p_attempt.gateway_reference = reference, 'transaction_id');
    RETURN;
  END IF;
  rrn := p_evidence ->> 'rrn';
  approval := upper(p_evidence ->> 'approval_code');
  pan := p_evidence ->> 'masked_pan';
  PERFORM internal.asked(rrn ~ '^[0-9]{12}$' AND rrn <> '000000000000', 'rrn');
  PERFORM internal.asked(approval ~ '^[0-9A-Z]{6}$' AND approval <> '000000', 'approval_code');
  PERFORM internal.asked(pan IS NULL OR pan ~ '^[0-9]{0,6}[*]{2,13}[0-9]{4}$', 'masked_pan');
  PERFORM internal.asked(p_evidence ->> 'amount' IS NULL OR (p_evidence ->> 'amount')::numeric = p_attempt.amount, 'amount');
  IF EXISTS (SELECT FROM payment_attempts a WHERE a.retrieval_number = rrn AND a.approval_code = approval AND a.id <> p_attempt.id
               AND a.state IN ('confirmed', 'late_paid')) THEN
    PERFORM internal.refuse('evidence_used');  -- one slip pays once
  END IF;
END $$;

-- What is known of an attempt now. Confirmed by the gateway's signed answer, or by its maker at its counter with what
-- the slip says; out of `unknown` only by an answer to a query, or with a supervisor's signature. Money that comes after
-- the attempt was given up is `late_paid`. Sent again with the same evidence it changes nothing.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.settle_attempt(
  p_token text, p_attempt_id uuid, p_state text, p_evidence jsonb, p_approval_id uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_attempt payment_attempts%ROWTYPE;
  v_told record;
  v_proven boolean;
  v_answered boolean;
  v_signed boolean := false;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_state IN ('confirmed', 'declined', 'cancelled', 'unknown'), 'state');
  PERFORM internal.asked_facts(p_evidence, 'evidence', 4000);
  v_attempt := internal.locked_attempt(p_attempt_id, v_me.user_id, v_me.counter_id);
  -- Whose word it is: the gateway's own; an answer the counter's driver got; else a person's, and that wants a signature.
  v_proven := coalesce(v_attempt.provider = 'gateway' AND p_state = 'confirmed' AND internal.gateway_says_paid(v_attempt, p_evidence), false);
  v_answered := coalesce(v_attempt.user_id = v_me.user_id AND v_attempt.counter_id = v_me.counter_id
    AND (v_attempt.state IN ('created', 'pending') AND v_attempt.provider <> 'gateway'
         OR p_evidence ->> 'source' = 'query' AND v_attempt.provider <> 'manual'), false);
  IF v_attempt.state IN ('confirmed', 'late_paid') THEN
    IF p_state = 'confirmed' AND coalesce(p_evidence ->> 'transaction_id', p_evidence ->> 'rrn') IS DISTINCT FROM
       (CASE v_attempt.method WHEN 'qris' THEN v_attempt.gateway_reference ELSE v_attempt.retrieval_number END) THEN
      PERFORM internal.refuse('attempt_settled', jsonb_build_object('state', v_attempt.state));
    ELSIF p_state IN ('declined', 'cancelled') THEN
      PERFORM internal.refuse('attempt_settled', jsonb_build_object('state', v_attempt.state));
    END IF;
    RETURN internal.attempt_card(v_attempt);
  END IF;

  IF p_state = 'confirmed' THEN
    SELECT * INTO v_told FROM internal.evidence_of_payment(v_attempt, p_evidence);
    IF NOT v_proven AND (v_attempt.provider = 'gateway' OR NOT v_answered) THEN
      v_signed := internal.is_signed(v_attempt, v_me.user_id, p_approval_id, 'payment_came');
      IF NOT v_signed THEN
        PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'payment_came', 'subject_id', p_attempt_id, 'amount', v_attempt.amount));
      END IF;
    END IF;
    UPDATE payment_attempts SET state = CASE WHEN state IN ('declined', 'cancelled') THEN 'late_paid' ELSE 'confirmed' END,
      gateway_reference = coalesce(v_told.reference, gateway_reference), retrieval_number = v_told.rrn, approval_code = v_told.approval,
      masked_pan = v_told.pan, evidence = p_evidence, settled_at = clock_timestamp(), settled_by = v_me.user_id,
      approval_id = CASE WHEN v_signed THEN p_approval_id END
    WHERE id = p_attempt_id RETURNING * INTO v_attempt;
    PERFORM internal.money_came(v_attempt, v_me.user_id);
  ELSIF v_attempt.state IN ('declined', 'cancelled') THEN
    RETURN internal.attempt_card(v_attempt);
  ELSIF p_state = 'unknown' THEN
    -- Told by its maker while it was open. On an unknown one a supervisor takes it over, so that the shift may end.
    IF v_attempt.state = 'unknown' THEN
      IF p_approval_id IS NOT NULL AND v_attempt.handed_over_at IS NULL THEN
        IF NOT internal.is_signed(v_attempt, v_me.user_id, p_approval_id) THEN
          PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'payment', 'subject_id', p_attempt_id, 'amount', v_attempt.amount));
        END IF;
        UPDATE payment_attempts SET handed_over_at = clock_timestamp() WHERE id = p_attempt_id;
      END IF;
    ELSE
      UPDATE payment_attempts SET state = 'unknown', evidence = p_evidence WHERE id = p_attempt_id;
    END IF;
  ELSE
    IF v_attempt.state = 'unknown' AND NOT v_answered OR v_attempt.user_id <> v_me.user_id THEN
      v_signed := internal.is_signed(v_attempt, v_me.user_id, p_approval_id);
      IF NOT v_signed THEN
        PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'payment', 'subject_id', p_attempt_id, 'amount', v_attempt.amount));
      END IF;
    END IF;
    UPDATE payment_attempts SET state = p_state, evidence = p_evidence, settled_at = clock_timestamp(), settled_by = v_me.user_id,
      approval_id = CASE WHEN v_signed THEN p_approval_id END WHERE id = p_attempt_id;
    PERFORM internal.keep_holds(v_attempt.sale_id, clock_timestamp() + make_interval(secs => (internal.rule('hold_minimum_seconds') #>> '{}')::int));
  END IF;
  SELECT * INTO v_attempt FROM payment_attempts WHERE id = p_attempt_id;
  RETURN internal.attempt_card(v_attempt);
END $$;

-- Money came: it buys the seats if they can still be bought; if the sale was paid another way, or the seats are
-- somebody else's, it goes back as a task, once.
CREATE OR REPLACE FUNCTION internal.money_came(p_attempt payment_attempts, p_user_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT state FROM sales WHERE id = p_attempt.sale_id) = 'sold'
     OR EXISTS (SELECT FROM payment_attempts a WHERE a.sale_id = p_attempt.sale_id AND a.created_at > p_attempt.created_at
                  AND a.state IN ('created', 'pending', 'unknown', 'confirmed', 'late_paid') AND a.method <> 'cash' AND a.outcome IS DISTINCT FROM 'reversed')
        AND (p_attempt.bypassed_at IS NOT NULL OR p_attempt.state = 'late_paid') THEN
    PERFORM internal.send_back(p_attempt, 'paid_twice', p_user_id);
  ELSIF internal.can_still_sell(p_attempt.sale_id) THEN
    PERFORM internal.keep_holds(p_attempt.sale_id, clock_timestamp() + make_interval(secs => (internal.rule('hold_seconds') #>> '{}')::int));
  ELSE
    PERFORM internal.send_back(p_attempt, 'not_sold', p_user_id);
  END IF;
END $$;
