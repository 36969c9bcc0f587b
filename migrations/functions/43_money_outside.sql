-- Money that is not in the drawer: what the books hold of it by day, and what the gateway's bank and the card terminals
-- say of it (their files and batches, kept as they came).

-- What the books hold of one day from outside: confirmed attempts by the day their money came.
CREATE OR REPLACE FUNCTION internal.outside_money(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS SETOF payment_attempts LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.* FROM payment_attempts a JOIN counters c ON c.id = a.counter_id
  WHERE c.station_id = p_station_id AND a.method <> 'cash' AND a.state IN ('confirmed', 'late_paid')
    AND coalesce(a.settled_at, a.created_at) >= p_from AND coalesce(a.settled_at, a.created_at) < p_to
$$;

-- Cards of one day as a terminal's batch should sum them: what was taken, less what went back by the same way.
CREATE OR REPLACE FUNCTION internal.card_books(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (counter_id uuid, amount numeric) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT x.counter_id, sum(x.amount) FROM (
    SELECT a.counter_id, a.amount FROM internal.outside_money(p_station_id, p_from, p_to) a WHERE a.method IN ('credit_card', 'debit_card')
    UNION ALL
    SELECT b.counter_id, -b.amount FROM internal.returns_of_station(p_station_id, p_from, p_to) b WHERE b.method IN ('credit_card', 'debit_card')) x
  GROUP BY x.counter_id
$$;

-- How the gateway and its bank name an attempt, and back (`values/payment.py` makes the same name).
CREATE OR REPLACE FUNCTION internal.order_of(p_attempt_id uuid)
RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'KAI-' || p_attempt_id
$$;

CREATE OR REPLACE FUNCTION internal.attempt_of(p_reference text)
RETURNS uuid LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.as_uuid(substring(p_reference FROM '^KAI-(.*)$'))
$$;

-- The bank's file of QRIS payments: rows {reference, transaction_id, kind, amount, settled_at}. A row known already
-- (from another file, or the same one twice) is left alone and counted as such.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.import_settlement(p_token text, p_file_id uuid, p_name text, p_rows jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_name text;
  v_row jsonb;
  v_new int := 0;
  v_amount numeric;
  v_at timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_file_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'file_id');
  v_name := internal.asked_text(p_name, 'name', 120);
  PERFORM internal.asked(jsonb_typeof(p_rows) = 'array', 'rows');
  PERFORM internal.asked(jsonb_array_length(p_rows) BETWEEN 1 AND 5000, 'rows');
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  FOR v_row IN SELECT r FROM jsonb_array_elements(p_rows) r LOOP
    PERFORM internal.asked(jsonb_typeof(v_row) = 'object' AND v_row ->> 'kind' IN ('payment', 'refund')
      AND coalesce(v_row ->> 'reference', '') ~ '^[!-~]{1,60}$' AND coalesce(v_row ->> 'transaction_id', '') ~ '^[!-~]{1,60}$', 'rows');
    v_amount := internal.asked_json_rupiah(v_row -> 'amount', 'rows');
    PERFORM internal.asked(coalesce(v_row ->> 'settled_at', '') ~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$', 'rows');
    v_at := (v_row ->> 'settled_at')::timestamptz;
    INSERT INTO settlement_rows (id, station_id, file_id, file_name, user_id, reference, transaction_id, kind, amount, settled_at)
    VALUES (internal.uuid7(), v_me.station_id, p_file_id, v_name, v_me.user_id, v_row ->> 'reference', v_row ->> 'transaction_id',
            v_row ->> 'kind', v_amount, v_at)
    ON CONFLICT DO NOTHING;
    v_new := v_new + CASE WHEN FOUND THEN 1 ELSE 0 END;
  END LOOP;
  RETURN jsonb_build_object('file_id', p_file_id, 'new', v_new, 'known', jsonb_array_length(p_rows) - v_new);
END $$;

-- What a card terminal says of its batch, asked over its cable or typed from its slip, for the counter of this session.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.record_batch(
  p_token text, p_batch_id uuid, p_day date, p_terminal text, p_batch text, p_sales int, p_sales_amount numeric, p_refunds int,
  p_refunds_amount numeric, p_is_typed boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old card_batches%ROWTYPE;
  v_terminal text;
  v_batch text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_batch_id IS NOT NULL AND v_me.counter_id IS NOT NULL, 'batch_id');
  PERFORM internal.asked(p_day BETWEEN '2020-01-01' AND (clock_timestamp() + interval '1 day')::date, 'day');
  v_terminal := internal.asked_text(p_terminal, 'terminal', 20);
  v_batch := internal.asked_text(p_batch, 'batch', 20);
  PERFORM internal.asked(p_sales BETWEEN 0 AND 100000 AND p_refunds BETWEEN 0 AND 100000 AND p_is_typed IS NOT NULL, 'sales');
  PERFORM internal.asked_rupiah(p_sales_amount, 'sales_amount');
  PERFORM internal.asked_rupiah(p_refunds_amount, 'refunds_amount');
  SELECT * INTO v_old FROM card_batches WHERE id = p_batch_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.counter_id, v_old.business_day, v_old.terminal, v_old.batch, v_old.sales_amount, v_old.refunds_amount)
       IS DISTINCT FROM (v_me.user_id, v_me.counter_id, p_day, v_terminal, v_batch, p_sales_amount, p_refunds_amount) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  ELSE
    INSERT INTO card_batches (id, counter_id, user_id, business_day, terminal, batch, sales, sales_amount, refunds, refunds_amount, is_typed)
    VALUES (p_batch_id, v_me.counter_id, v_me.user_id, p_day, v_terminal, v_batch, p_sales, p_sales_amount, p_refunds, p_refunds_amount, p_is_typed)
    ON CONFLICT (counter_id, terminal, batch) DO NOTHING;
    IF NOT FOUND THEN
      PERFORM internal.refuse('batch_known', jsonb_build_object('batch', v_batch));
    END IF;
  END IF;
  RETURN jsonb_build_object('batch_id', p_batch_id);
END $$;
