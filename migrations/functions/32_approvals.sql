-- A second person signs one act with their own login: single use, two minutes, never one's own request.

-- p_reason: {"requested_by": <id or NIPP of who asked>, "text": "why"}.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.approve(
  p_token text, p_approval_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_reason jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_asker uuid;
  v_text text;
  v_old approvals%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_approval_id IS NOT NULL, 'approval_id');
  PERFORM internal.asked(p_subject_id IS NOT NULL, 'subject_id');
  PERFORM internal.asked(p_kind IN ('journey_overlap', 'reprint', 'refund', 'exchange', 'cash_out', 'cash_variance', 'payment', 'price', 'identity'), 'kind');
  IF p_amount IS NOT NULL THEN
    PERFORM internal.asked_rupiah(p_amount, 'amount');
  END IF;
  PERFORM internal.asked_facts(p_reason, 'reason', 2000);
  v_text := internal.asked_text(p_reason ->> 'text', 'reason', 200);
  SELECT id INTO v_asker FROM users WHERE is_active AND (id::text = p_reason ->> 'requested_by' OR nipp = p_reason ->> 'requested_by');
  PERFORM internal.asked(FOUND, 'requested_by');
  IF v_asker = v_me.user_id THEN
    PERFORM internal.refuse('own_request');
  END IF;
  INSERT INTO approvals (id, kind, subject_id, amount, reason, requested_by, approved_by, valid_until)
  VALUES (p_approval_id, p_kind, p_subject_id, p_amount, v_text, v_asker, v_me.user_id,
          clock_timestamp() + make_interval(secs => (internal.rule('approval_seconds') #>> '{}')::int))
  ON CONFLICT (id) DO NOTHING;
  SELECT * INTO v_old FROM approvals WHERE id = p_approval_id;
  IF (v_old.kind, v_old.subject_id, v_old.amount, v_old.requested_by, v_old.approved_by) IS DISTINCT FROM
     (p_kind, p_subject_id, p_amount, v_asker, v_me.user_id) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object('approval_id', p_approval_id, 'valid_until', v_old.valid_until, 'now', clock_timestamp());
END $$;

-- Spend an approval given for exactly this act to exactly this member; false where there is none.
CREATE OR REPLACE FUNCTION internal.use_approval(p_id uuid, p_kind text, p_subject_id uuid, p_amount numeric, p_user_id uuid)
RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE approvals SET used_at = clock_timestamp()
  WHERE id = p_id AND kind = p_kind AND subject_id = p_subject_id AND requested_by = p_user_id AND approved_by <> p_user_id
    AND used_at IS NULL AND valid_until > clock_timestamp() AND (p_amount IS NULL OR amount >= p_amount);
  RETURN FOUND;
END $$;
