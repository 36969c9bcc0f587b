-- Money of refunds on its way: transfers and reversals, what became of them, and the desk they stand on until they arrive.

-- One refund on its way, for the board. p_whole: with the account (for who makes the transfer).
CREATE OR REPLACE FUNCTION internal.payout_card(p_refund refunds, p_whole boolean)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('refund_id', p_refund.id, 'reference', p_refund.refund_reference, 'status', p_refund.refund_status,
    'method', p_refund.refund_method, 'amount', p_refund.refund_amount, 'booking_number', b.booking_number, 'made_at', p_refund.created_at,
    'due_at', p_refund.due_at, 'is_late', p_refund.refund_status <> 'completed' AND p_refund.due_at < clock_timestamp(),
    'hint', p_refund.account_hint, 'failure', p_refund.failure, 'outside_reference', p_refund.outside_reference,
    'counter_code', c.code, 'clerk_name', u.full_name, 'paid_by', internal.came_by(y), 'payment_reference', y.payment_reference,
    'settled_by', (SELECT full_name FROM users WHERE id = p_refund.settled_by),
    'machine', internal.machine_of(p_refund), 'attempt_id', internal.payout_attempt(p_refund), 'asked_at', p_refund.asked_at,
    'account', CASE WHEN p_whole AND p_refund.refund_status <> 'completed' THEN (
      SELECT jsonb_build_object('institution', a.institution, 'number', a.account_number, 'holder', a.account_holder)
      FROM refund_accounts a WHERE a.refund_id = p_refund.id) END)
  FROM bookings b, counters c, users u, payments y
  WHERE b.id = p_refund.booking_id AND c.id = p_refund.counter_id AND u.id = p_refund.user_id AND y.id = p_refund.payment_id
$$;

-- Money on its way from this station, those that are late or failed first; with open offers, which hold nothing but a
-- customer's time. A clerk sees the hints, a supervisor the accounts.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.list_payouts(p_token text, p_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_whole boolean;
  v_open jsonb;
  v_done jsonb;
  v_offers jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 500, 'limit');
  v_whole := 'supervisor' = ANY (v_me.roles);
  SELECT jsonb_agg(internal.payout_card(x, v_whole) ORDER BY x.refund_status = 'failed' DESC, x.due_at) INTO v_open FROM (
    SELECT r.* FROM refunds r JOIN counters c ON c.id = r.counter_id
    WHERE r.refund_status <> 'completed' AND (v_whole AND internal.oversees(v_me.user_id, r.counter_id) OR c.station_id = v_me.station_id)
    ORDER BY r.due_at LIMIT p_limit) x;
  SELECT jsonb_agg(internal.payout_card(x, false) ORDER BY x.refund_date DESC) INTO v_done FROM (
    SELECT r.* FROM refunds r JOIN counters c ON c.id = r.counter_id
    WHERE r.refund_status = 'completed' AND r.refund_method IN ('transfer', 'wallet', 'reversal') AND r.refund_amount > 0
      AND r.refund_date > now() - interval '7 days' AND c.station_id = v_me.station_id
    ORDER BY r.refund_date DESC LIMIT p_limit) x;
  SELECT jsonb_agg(jsonb_build_object('offer_id', o.id, 'booking_number', b.booking_number, 'amount', o.amount, 'rule', o.rule,
           'valid_until', o.valid_until, 'counter_code', c.code, 'clerk_name', u.full_name) ORDER BY o.valid_until) INTO v_offers
  FROM refund_offers o JOIN bookings b ON b.id = o.booking_id JOIN counters c ON c.id = o.counter_id JOIN users u ON u.id = o.user_id
  WHERE o.state = 'proposed' AND o.valid_until > now() AND c.station_id = v_me.station_id;
  RETURN jsonb_build_object('payouts', coalesce(v_open, '[]'), 'done', coalesce(v_done, '[]'), 'offers', coalesce(v_offers, '[]'), 'now', clock_timestamp());
END $$;

-- A payout moves on: initiated -> processing -> completed, or failed with what the bank said. Completed and failed need
-- the reference or the words of whoever moved the money. By a supervisor of its station.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.settle_payout(p_token text, p_refund_id uuid, p_status text, p_note text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_status IN ('processing', 'completed', 'failed'), 'status');
  IF p_status <> 'processing' THEN
    v_note := internal.asked_text(p_note, 'note', 100);
  END IF;
  SELECT * INTO v_refund FROM refunds WHERE id = p_refund_id AND refund_method IN ('transfer', 'wallet', 'reversal') AND refund_amount > 0 FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT internal.oversees(v_me.user_id, v_refund.counter_id) THEN
    PERFORM internal.refuse('payout_unknown');
  ELSIF v_refund.refund_status = p_status AND coalesce(v_note, '') = coalesce(CASE p_status WHEN 'completed' THEN v_refund.outside_reference WHEN 'failed' THEN v_refund.failure END, '') THEN
    RETURN internal.payout_card(v_refund, true);
  ELSIF NOT (v_refund.refund_status = 'initiated' AND p_status = 'processing' OR v_refund.refund_status = 'processing' AND p_status IN ('completed', 'failed')) THEN
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  ELSIF internal.is_unanswered(v_refund) AND (internal.is_being_asked(v_refund) OR p_status = 'failed' AND v_refund.asked_by = v_me.user_id) THEN
    -- The outside may have heard the question: who says that it moved nothing is somebody else, and not at this moment.
    PERFORM internal.refuse('payout_asked', jsonb_build_object('since', v_refund.asked_at));
  END IF;
  UPDATE refunds SET refund_status = p_status, settled_by = v_me.user_id, refund_date = CASE p_status WHEN 'completed' THEN clock_timestamp() END,
    shift_id = CASE WHEN p_status = 'completed' AND refund_method = 'reversal' THEN internal.shift_now(v_me.user_id, v_me.counter_id) ELSE shift_id END,
    outside_reference = CASE p_status WHEN 'completed' THEN v_note ELSE outside_reference END, failure = CASE p_status WHEN 'failed' THEN v_note END
  WHERE id = p_refund_id RETURNING * INTO v_refund;
  IF p_status = 'completed' THEN  -- the account was asked for this alone
    DELETE FROM refund_accounts WHERE refund_id = p_refund_id;
  END IF;
  RETURN internal.payout_card(v_refund, true);
END $$;

-- A failed payout goes out again with another account. The customer's document was seen again, or a supervisor does it, but
-- not the one who called it failed: alone nobody turns a customer's money to an account of their choice.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.fix_payout(p_token text, p_refund_id uuid, p_money jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_refund refunds%ROWTYPE;
  v_money jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_money := internal.asked_money(p_money);
  PERFORM internal.asked(v_money ->> 'method' IN ('transfer', 'wallet'), 'method');
  SELECT * INTO v_refund FROM refunds WHERE id = p_refund_id AND refund_method IN ('transfer', 'wallet', 'reversal') AND refund_amount > 0 FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('payout_unknown');
  ELSIF NOT internal.is_identified(v_refund.booking_id, v_me.session_id)
     AND (v_refund.settled_by = v_me.user_id OR NOT internal.oversees(v_me.user_id, v_refund.counter_id)) THEN
    PERFORM internal.refuse(CASE WHEN v_refund.settled_by = v_me.user_id THEN 'payout_own' ELSE 'identify_first' END,
                            jsonb_build_object('booking_id', v_refund.booking_id));
  ELSIF v_refund.refund_status <> 'failed' THEN
    IF v_refund.refund_status = 'initiated' AND EXISTS (SELECT FROM refund_accounts a WHERE a.refund_id = p_refund_id
        AND a.account_number = v_money ->> 'account' AND a.institution = v_money ->> 'institution') THEN
      RETURN internal.payout_card(v_refund, false);
    END IF;
    PERFORM internal.refuse('payout_moved', jsonb_build_object('status', v_refund.refund_status));
  END IF;
  INSERT INTO refund_accounts (refund_id, institution, account_number, account_holder)
  VALUES (p_refund_id, v_money ->> 'institution', v_money ->> 'account', v_money ->> 'holder')
  ON CONFLICT (refund_id) DO UPDATE SET institution = excluded.institution, account_number = excluded.account_number,
    account_holder = excluded.account_holder, updated_at = clock_timestamp();
  UPDATE refunds SET refund_status = 'initiated', refund_method = v_money ->> 'method', failure = NULL,
    account_hint = (v_money ->> 'institution') || ' …' || right(v_money ->> 'account', 4)
  WHERE id = p_refund_id RETURNING * INTO v_refund;
  RETURN internal.payout_card(v_refund, false);
END $$;
