-- The till: a shift from its float to its Z, and the cash beside the sales.
--
-- The count is blind. Until it is written down, no answer, refusal or number here depends on what the drawer should
-- hold: taking out more than there is, for one, is not refused, because asking again and again would find the sum.
-- Order of locks: bookings -> counter -> shift -> seats. Whoever books money locks the counter's row first, as `sell`
-- does, so that nothing is in flight when a shift closes.

-- A count by denomination, `{"100000": 3, …}`, as one sum. Only notes and coins that exist.
CREATE OR REPLACE FUNCTION internal.counted_cash(p_denominations jsonb)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_pieces record;
  v_sum numeric := 0;
BEGIN
  PERFORM internal.asked(jsonb_typeof(p_denominations) = 'object' AND octet_length(p_denominations::text) < 2000, 'denominations');
  FOR v_pieces IN SELECT key, value FROM jsonb_each(p_denominations) LOOP
    PERFORM internal.asked(v_pieces.key IN ('100000', '75000', '50000', '20000', '10000', '5000', '2000', '1000', '500', '200', '100', '50'), 'denominations');
    PERFORM internal.asked(jsonb_typeof(v_pieces.value) = 'number' AND v_pieces.value::text ~ '^[0-9]{1,6}$', 'denominations');
    v_sum := v_sum + v_pieces.key::numeric * v_pieces.value::text::numeric;
  END LOOP;
  RETURN v_sum;
END $$;

-- The drawer of a shift as the system knows it. Money that came late counts where it was settled.
CREATE OR REPLACE FUNCTION internal.shift_cash(
  p_shift_id uuid, OUT opening numeric, OUT sales numeric, OUT tendered numeric, OUT change numeric, OUT moved_in numeric,
  OUT moved_out numeric, OUT dropped numeric, OUT refunded numeric, OUT expected numeric)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT s.float_amount INTO opening FROM shifts s WHERE s.id = p_shift_id;
  SELECT coalesce(sum(p.amount), 0), coalesce(sum(coalesce(p.tendered, p.amount)), 0), coalesce(sum(coalesce(p.change_given, 0)), 0)
  INTO sales, tendered, change
  FROM internal.payments_of_shift(p_shift_id) p WHERE p.payment_method = 'cash';
  SELECT coalesce(sum(m.amount) FILTER (WHERE m.kind = 'in'), 0), coalesce(sum(m.amount) FILTER (WHERE m.kind = 'out'), 0),
         coalesce(sum(m.amount) FILTER (WHERE m.kind = 'drop'), 0)
  INTO moved_in, moved_out, dropped FROM cash_movements m WHERE m.shift_id = p_shift_id;
  SELECT coalesce(sum(r.refund_amount), 0) INTO refunded FROM refunds r
  WHERE r.shift_id = p_shift_id AND r.refund_status = 'completed' AND r.refund_method = 'cash';
  expected := opening + sales + moved_in - moved_out - dropped - refunded;
END $$;

-- The payments a shift answers for, whether given back later or not.
CREATE OR REPLACE FUNCTION internal.payments_of_shift(p_shift_id uuid)
RETURNS SETOF payments LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM payments WHERE shift_id = p_shift_id AND settled_shift_id IS NULL AND payment_status IN ('completed', 'refunded')
  UNION ALL
  SELECT * FROM payments WHERE settled_shift_id = p_shift_id AND payment_status IN ('completed', 'refunded')
$$;

-- Where money goes that arrives now for an attempt of p_shift_id: NULL for that shift itself while it is not closed,
-- else the settling member's own open shift (payments.settled_shift_id). Refuses shift_not_open.
CREATE OR REPLACE FUNCTION internal.settling_shift(p_shift_id uuid, p_user_id uuid, p_counter_id uuid)
RETURNS uuid LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM counters WHERE id IN (p_counter_id, (SELECT counter_id FROM shifts WHERE id = p_shift_id)) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM shifts WHERE id = p_shift_id AND state <> 'closed') THEN
    RETURN NULL;
  END IF;
  RETURN internal.open_shift_of(p_user_id, p_counter_id);
END $$;

-- One shift as the window knows it: nothing in it tells what is in the drawer now.
CREATE OR REPLACE FUNCTION internal.shift_card(p_shift shifts)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('id', p_shift.id, 'state', p_shift.state, 'float_amount', p_shift.float_amount,
                            'opened_at', p_shift.opened_at)
$$;

-- The shift p_shift_id, locked, if this session may work on it: one's own at this counter, or a supervisor here.
CREATE OR REPLACE FUNCTION internal.own_shift(p_shift_id uuid, p_user_id uuid, p_counter_id uuid, p_roles text[])
RETURNS shifts LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_shift.counter_id <> p_counter_id
     OR (v_shift.user_id <> p_user_id AND NOT 'supervisor' = ANY (p_roles)) THEN
    PERFORM internal.refuse('shift_not_open');
  END IF;
  RETURN v_shift;
END $$;

-- With a count by denomination, or, where the rule count_float_at_open does not ask for it, with the sum alone.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.open_shift(p_token text, p_shift_id uuid, p_float numeric, p_denominations jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_other record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_shift_id IS NOT NULL, 'shift_id');
  PERFORM internal.asked_rupiah(p_float, 'float');
  IF p_denominations IS NOT NULL AND internal.counted_cash(p_denominations) <> p_float THEN
    PERFORM internal.refuse('count_differs', jsonb_build_object('sum', internal.counted_cash(p_denominations), 'said', p_float));
  END IF;
  -- No target: the two partial unique indexes (one a counter, one a member) decide as well as the id.
  INSERT INTO shifts (id, counter_id, user_id, float_amount)
  VALUES (p_shift_id, v_me.counter_id, v_me.user_id, p_float) ON CONFLICT DO NOTHING RETURNING * INTO v_shift;
  IF FOUND THEN
    IF p_denominations IS NOT NULL THEN
      INSERT INTO cash_counts (id, shift_id, kind, denominations, total)
      VALUES (internal.uuid7(), p_shift_id, 'open', p_denominations, p_float);
    ELSIF (internal.rules((SELECT station_code FROM stations WHERE id = v_me.station_id)) ->> 'count_float_at_open')::boolean THEN
      PERFORM internal.refuse('count_needed');
    END IF;
  ELSE
    SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
    IF NOT FOUND THEN
      SELECT u.full_name, s.opened_at, c.code, s.user_id, s.counter_id INTO v_other
      FROM shifts s JOIN users u ON u.id = s.user_id JOIN counters c ON c.id = s.counter_id
      WHERE s.state <> 'closed' AND (s.user_id = v_me.user_id OR s.counter_id = v_me.counter_id AND s.state <> 'paused')
      ORDER BY s.user_id = v_me.user_id DESC LIMIT 1;
      IF v_other.user_id = v_me.user_id AND v_other.counter_id <> v_me.counter_id THEN
        PERFORM internal.refuse('shift_open_elsewhere', jsonb_build_object('counter', v_other.code, 'opened_at', v_other.opened_at));
      END IF;
      PERFORM internal.refuse('shift_already_open', jsonb_build_object('clerk', v_other.full_name, 'opened_at', v_other.opened_at));
    ELSIF (v_shift.counter_id, v_shift.user_id, v_shift.float_amount) IS DISTINCT FROM
          (v_me.counter_id, v_me.user_id, p_float) OR v_shift.state = 'closed'
          OR p_denominations IS DISTINCT FROM (SELECT denominations FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'open') THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  END IF;
  UPDATE user_sessions SET shift_id = p_shift_id
  WHERE user_id = v_me.user_id AND counter_id = v_me.counter_id AND is_active AND expires_at > now() AND shift_id IS DISTINCT FROM p_shift_id;
  RETURN internal.shift_card(v_shift);
END $$;

-- Relief: the counter is free for another member with a cash box of their own; this one waits, locked away.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.pause_shift(p_token text, p_shift_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM FROM counters WHERE id = v_me.counter_id FOR NO KEY UPDATE;
  v_shift := internal.own_shift(p_shift_id, v_me.user_id, v_me.counter_id, v_me.roles);
  IF v_shift.state = 'open' THEN
    UPDATE shifts SET state = 'paused', paused_at = clock_timestamp() WHERE id = p_shift_id RETURNING * INTO v_shift;
  ELSIF v_shift.state <> 'paused' THEN
    PERFORM internal.refuse('shift_not_open');
  END IF;
  RETURN internal.shift_card(v_shift);
END $$;

-- Back from the pause, or from a closing that nobody has counted yet. Only its own member takes it up again.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.resume_shift(p_token text, p_shift_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
  v_other record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM FROM counters WHERE id = v_me.counter_id FOR NO KEY UPDATE;
  v_shift := internal.own_shift(p_shift_id, v_me.user_id, v_me.counter_id, '{}');
  IF v_shift.state = 'closed' THEN
    PERFORM internal.refuse('shift_closed');
  ELSIF EXISTS (SELECT FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close') THEN
    PERFORM internal.refuse('count_stands');
  ELSIF v_shift.state <> 'open' THEN
    SELECT u.full_name, s.opened_at INTO v_other FROM shifts s JOIN users u ON u.id = s.user_id
    WHERE s.counter_id = v_me.counter_id AND s.id <> p_shift_id AND s.state IN ('open', 'closing');
    IF FOUND THEN
      PERFORM internal.refuse('shift_already_open', jsonb_build_object('clerk', v_other.full_name, 'opened_at', v_other.opened_at));
    END IF;
    UPDATE shifts SET state = 'open', paused_at = NULL WHERE id = p_shift_id RETURNING * INTO v_shift;
    UPDATE user_sessions SET shift_id = p_shift_id
    WHERE user_id = v_me.user_id AND counter_id = v_me.counter_id AND is_active AND expires_at > now() AND shift_id IS DISTINCT FROM p_shift_id;
  END IF;
  RETURN internal.shift_card(v_shift);
END $$;

-- Change money brought in, cash paid out, cash dropped into the safe: each with its reason and a slip of the counter's
-- own series without gaps. p_reference is what is written on the bag. Paying out much wants a second signature.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.cash_move(
  p_token text, p_movement_id uuid, p_kind text, p_amount numeric, p_reason text, p_reference text DEFAULT NULL,
  p_approval_id uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old cash_movements%ROWTYPE;
  v_shift uuid;
  v_rules jsonb;
  v_reason text;
  v_reference text;
  v_slip text;
  v_signed boolean := false;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_movement_id IS NOT NULL, 'movement_id');
  PERFORM internal.asked(p_kind IN ('in', 'out', 'drop'), 'kind');
  PERFORM internal.asked_rupiah(p_amount, 'amount');
  PERFORM internal.asked(p_amount BETWEEN 1 AND 1000000000, 'amount');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  IF btrim(coalesce(p_reference, '')) <> '' THEN
    v_reference := internal.asked_text(p_reference, 'reference', 60);
  END IF;
  PERFORM FROM counters WHERE id = v_me.counter_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM cash_movements WHERE id = p_movement_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.counter_id, v_old.kind, v_old.amount, v_old.reason, v_old.reference) IS DISTINCT FROM
       (v_me.user_id, v_me.counter_id, p_kind, p_amount, v_reason, v_reference) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.slip_card(p_movement_id);
  END IF;
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  v_rules := internal.rules((SELECT station_code FROM stations WHERE id = v_me.station_id));
  IF p_kind = 'out' AND p_amount >= (v_rules ->> 'cash_out_approval_from')::numeric THEN
    IF NOT internal.use_approval(p_approval_id, 'cash_out', p_movement_id, p_amount, v_me.user_id) THEN
      PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'cash_out', 'subject_id', p_movement_id, 'amount', p_amount));
    END IF;
    v_signed := true;
  END IF;
  -- The number is taken back with everything else, so the series has no gaps.
  UPDATE counters SET slip_sequence = slip_sequence + 1 WHERE id = v_me.counter_id
  RETURNING code || '/K' || internal.numbered(slip_sequence) INTO v_slip;
  INSERT INTO cash_movements (id, shift_id, counter_id, user_id, kind, amount, reason, reference, slip_number, approval_id)
  VALUES (p_movement_id, v_shift, v_me.counter_id, v_me.user_id, p_kind, p_amount, v_reason, v_reference, v_slip,
          CASE WHEN v_signed THEN p_approval_id END);
  RETURN internal.slip_card(p_movement_id);
END $$;

-- What the slip of a movement says.
CREATE OR REPLACE FUNCTION internal.slip_card(p_movement_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('movement_id', m.id, 'slip_number', m.slip_number, 'kind', m.kind, 'amount', m.amount,
    'reason', m.reason, 'reference', m.reference, 'created_at', m.created_at, 'counter_code', c.code,
    'station_name', s.station_name, 'timezone', s.timezone, 'clerk_name', u.full_name, 'clerk_nipp', u.nipp,
    'approved_by', (SELECT a.full_name FROM approvals x JOIN users a ON a.id = x.approved_by WHERE x.id = m.approval_id))
  FROM cash_movements m JOIN counters c ON c.id = m.counter_id JOIN stations s ON s.id = c.station_id JOIN users u ON u.id = m.user_id
  WHERE m.id = p_movement_id
$$;

-- Each opening of the drawer, told by the machine that opened it, also late (the database was away). Without a shift
-- to stand with (it was closed meanwhile, or never opened) it stands in the trail alone.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.drawer_opened(p_token text, p_movement_id uuid, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_shift uuid;
  v_reason text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_movement_id IS NOT NULL, 'movement_id');
  v_reason := internal.asked_text(p_reason, 'reason', 200);
  SELECT id INTO v_shift FROM shifts
  WHERE user_id = v_me.user_id AND counter_id = v_me.counter_id AND state <> 'closed';
  IF NOT FOUND THEN
    PERFORM internal.record_view('cash_drawer', p_movement_id::text, jsonb_build_object('drawer_open', v_reason));
    RETURN jsonb_build_object('movement_id', p_movement_id);
  END IF;
  INSERT INTO cash_movements (id, shift_id, counter_id, user_id, kind, reason)
  VALUES (p_movement_id, v_shift, v_me.counter_id, v_me.user_id, 'drawer_open', v_reason) ON CONFLICT (id) DO NOTHING;
  IF NOT EXISTS (SELECT FROM cash_movements WHERE id = p_movement_id AND user_id = v_me.user_id AND kind = 'drawer_open' AND reason = v_reason) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object('movement_id', p_movement_id);
END $$;

-- More cash in a drawer than the rule drawer_limit: told to a supervisor of the station, once until some of it has
-- left. Looked at by the supervisor's own session, never in a transaction of the clerk: what was written there, and in
-- which tables, can be seen with pg_stat_xact_user_tables and taken back, and the limit would find the sum.
CREATE OR REPLACE FUNCTION internal.watch_drawers(p_user_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), p_user_id, 'payment', 'drawer_limit', d.code,
         jsonb_build_object('shift_id', d.id, 'counter', d.code, 'clerk', d.full_name, 'cash', x.expected, 'limit', d.most),
         clock_timestamp()
  FROM (SELECT s.id, s.opened_at, c.code, u.full_name, (internal.rules(t.station_code) ->> 'drawer_limit')::numeric AS most
        FROM shifts s JOIN counters c ON c.id = s.counter_id JOIN stations t ON t.id = c.station_id JOIN users u ON u.id = s.user_id
        WHERE s.state <> 'closed' AND s.user_id <> p_user_id AND internal.oversees(p_user_id, s.counter_id)) d
  CROSS JOIN LATERAL internal.shift_cash(d.id) x
  WHERE x.expected > d.most
    AND NOT EXISTS (SELECT FROM notifications n WHERE n.user_id = p_user_id AND n.title = 'drawer_limit' AND n.metadata ->> 'shift_id' = d.id::text
                      AND n.sent_at >= d.opened_at AND n.sent_at > coalesce((SELECT max(m.created_at) FROM cash_movements m WHERE m.shift_id = d.id AND m.kind IN ('drop', 'out')), d.opened_at)
                    OFFSET 0);  -- asked a drawer, by the index: joined, all that was ever told is read
END $$;
