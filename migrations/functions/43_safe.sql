-- The station's safe holds what was dropped into it and what each closed shift handed in above its float (as verified,
-- else as counted); the bank takes out. Two people sign for what leaves it and for handing it over. Movements of the
-- safe are written once.

-- What lies in a station's safe before a moment.
CREATE OR REPLACE FUNCTION internal.safe_balance(
  p_station_id uuid, p_before timestamptz, OUT dropped numeric, OUT handed_in numeric, OUT banked numeric, OUT balance numeric)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT coalesce(sum(m.amount), 0) INTO dropped FROM cash_movements m JOIN counters c ON c.id = m.counter_id
  WHERE c.station_id = p_station_id AND m.kind = 'drop' AND m.created_at < p_before;
  SELECT coalesce(sum(coalesce(s.verified_amount, s.counted_amount, s.float_amount) - s.float_amount), 0) INTO handed_in
  FROM shifts s JOIN counters c ON c.id = s.counter_id
  WHERE c.station_id = p_station_id AND s.state = 'closed' AND s.closed_at < p_before;
  SELECT coalesce(sum(b.amount), 0) INTO banked FROM bank_deposits b WHERE b.station_id = p_station_id AND b.created_at < p_before;
  balance := dropped + handed_in - banked;
END $$;

-- Cash from the safe to the bank: its slip, its amount, two signatures. Never more than the safe holds.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.bank_deposit(
  p_token text, p_deposit_id uuid, p_amount numeric, p_slip_number text, p_bank text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old bank_deposits%ROWTYPE;
  v_slip text;
  v_bank text;
  v_balance numeric;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_deposit_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'deposit_id');
  PERFORM internal.asked_rupiah(p_amount, 'amount');
  PERFORM internal.asked(p_amount >= 1, 'amount');
  v_slip := upper(internal.asked_text(p_slip_number, 'slip_number', 40));
  v_bank := internal.asked_text(p_bank, 'bank', 40);
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM bank_deposits WHERE id = p_deposit_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.station_id, v_old.amount, v_old.slip_number, v_old.bank) IS DISTINCT FROM
       (v_me.user_id, v_me.station_id, p_amount, v_slip, v_bank) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('deposit_id', p_deposit_id);
  ELSIF EXISTS (SELECT FROM bank_deposits WHERE bank = v_bank AND slip_number = v_slip) THEN
    PERFORM internal.refuse('slip_used', jsonb_build_object('slip', v_slip));
  END IF;
  SELECT balance INTO v_balance FROM internal.safe_balance(v_me.station_id, 'infinity');
  IF p_amount > v_balance THEN
    PERFORM internal.refuse('safe_too_small', jsonb_build_object('balance', v_balance, 'amount', p_amount));
  ELSIF p_approval_id IS NULL OR NOT internal.use_approval(p_approval_id, 'safe', p_deposit_id, p_amount, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'safe', 'subject_id', p_deposit_id, 'amount', p_amount));
  END IF;
  INSERT INTO bank_deposits (id, station_id, user_id, amount, slip_number, bank, approval_id)
  VALUES (p_deposit_id, v_me.station_id, v_me.user_id, p_amount, v_slip, v_bank, p_approval_id);
  RETURN jsonb_build_object('deposit_id', p_deposit_id);
END $$;

-- One supervisor hands the safe to the next: counted together, signed by both. Who signs the approval is who takes it.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.hand_over_safe(p_token text, p_handover_id uuid, p_counted numeric, p_note text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old safe_handovers%ROWTYPE;
  v_balance numeric;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_handover_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'handover_id');
  PERFORM internal.asked_rupiah(p_counted, 'counted');
  IF btrim(coalesce(p_note, '')) <> '' THEN
    v_note := internal.asked_text(p_note, 'note', 200);
  END IF;
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM safe_handovers WHERE id = p_handover_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.station_id, v_old.counted_amount, v_old.note) IS DISTINCT FROM (v_me.user_id, v_me.station_id, p_counted, v_note) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('handover_id', p_handover_id, 'system', v_old.system_amount, 'counted', v_old.counted_amount);
  END IF;
  SELECT balance INTO v_balance FROM internal.safe_balance(v_me.station_id, 'infinity');
  IF p_counted <> v_balance AND v_note IS NULL THEN
    PERFORM internal.refuse('safe_differs', jsonb_build_object('balance', v_balance, 'counted', p_counted));
  ELSIF p_approval_id IS NULL OR NOT internal.use_approval(p_approval_id, 'safe', p_handover_id, p_counted, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'safe', 'subject_id', p_handover_id, 'amount', p_counted));
  END IF;
  INSERT INTO safe_handovers (id, station_id, user_id, to_user_id, system_amount, counted_amount, note, approval_id)
  SELECT p_handover_id, v_me.station_id, v_me.user_id, a.approved_by, v_balance, p_counted, v_note, a.id FROM approvals a WHERE a.id = p_approval_id;
  RETURN jsonb_build_object('handover_id', p_handover_id, 'system', v_balance, 'counted', p_counted);
END $$;
