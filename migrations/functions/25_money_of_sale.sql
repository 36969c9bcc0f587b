-- Money from outside inside a sale: what of it pays which booking, and what the receipt says of it; the key that proves it.

-- The money from outside that pays this sale, in the order it came. Everything the sale was paid must be in the request,
-- and nothing may still be under way. The sale is locked by the caller.
CREATE OR REPLACE FUNCTION internal.money_of_sale(p_sale_id uuid, p_listed jsonb, OUT parts jsonb, OUT total numeric)
RETURNS record LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_open payment_attempts%ROWTYPE;
BEGIN
  SELECT * INTO v_open FROM payment_attempts WHERE sale_id = p_sale_id AND state IN ('created', 'pending', 'unknown')
    AND bypassed_at IS NULL LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse(CASE v_open.state WHEN 'unknown' THEN 'payment_unknown' ELSE 'payment_open' END,
                            jsonb_build_object('attempt_id', v_open.id, 'method', v_open.method, 'amount', v_open.amount));
  END IF;
  WITH used AS (
    UPDATE payment_attempts SET outcome = 'sold' WHERE sale_id = p_sale_id AND state IN ('confirmed', 'late_paid') AND outcome IS NULL
    RETURNING id, method, amount, created_at)
  SELECT coalesce(jsonb_agg(jsonb_build_object('attempt_id', id, 'method', method, 'amount', amount) ORDER BY created_at, id), '[]'),
         coalesce(sum(amount), 0)
  INTO parts, total FROM used;
  PERFORM internal.asked(jsonb_typeof(coalesce(p_listed, '[]')) = 'array' AND jsonb_array_length(coalesce(p_listed, '[]')) <= 20, 'attempts');
  IF (SELECT jsonb_agg(p ->> 'attempt_id' ORDER BY p ->> 'attempt_id') FROM jsonb_array_elements(parts) p) IS DISTINCT FROM
     (SELECT jsonb_agg(l #>> '{}' ORDER BY l #>> '{}') FROM jsonb_array_elements(coalesce(p_listed, '[]')) l) THEN
    PERFORM internal.refuse('payment_differs', jsonb_build_object('paid', total));
  END IF;
END $$;

-- What of the parts pays the booking whose price lies from p_before to p_before + p_final of the whole. The change is
-- with the first rupiah of cash.
CREATE OR REPLACE FUNCTION internal.parts_of_booking(p_parts jsonb, p_before numeric, p_final numeric)
RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('attempt_id', p -> 'attempt_id', 'method', p -> 'method',
           'amount', least(x.ends, p_before + p_final) - greatest(x.begins, p_before),
           'change', CASE WHEN x.begins >= p_before THEN coalesce((p ->> 'change')::numeric, 0) ELSE 0 END) ORDER BY n), '[]')
  FROM (SELECT p, n, sum((p ->> 'amount')::numeric) OVER (ORDER BY n) AS ends,
               sum((p ->> 'amount')::numeric) OVER (ORDER BY n) - (p ->> 'amount')::numeric AS begins
        FROM jsonb_array_elements(p_parts) WITH ORDINALITY a(p, n)) x
  WHERE least(x.ends, p_before + p_final) > greatest(x.begins, p_before)
$$;

-- How a sale was paid, for its receipt: only where it was not by cash alone.
CREATE OR REPLACE FUNCTION internal.paid_lines(p_sale_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('method', a.method, 'amount', a.amount, 'approval_code', a.approval_code,
           'masked_pan', a.masked_pan, 'retrieval_number', a.retrieval_number, 'gateway_reference', a.gateway_reference)
           ORDER BY a.method = 'cash', a.created_at, a.id), '[]')
  FROM payment_attempts a WHERE a.sale_id = p_sale_id AND a.outcome = 'sold'
$$;

-- The key by which the gateway signs. A new one takes over; the one before still counts for a day.
-- grant: admin
CREATE OR REPLACE FUNCTION kai.set_gateway_key(p_token text, p_key_id uuid, p_server_key text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_key_id IS NOT NULL, 'key_id');
  PERFORM internal.asked(p_server_key ~ '^[!-~]{8,200}$', 'server_key');
  IF EXISTS (SELECT FROM gateway_keys WHERE id = p_key_id AND server_key <> p_server_key) THEN
    PERFORM internal.refuse('id_reused');
  ELSIF NOT EXISTS (SELECT FROM gateway_keys WHERE id = p_key_id) THEN
    UPDATE gateway_keys SET valid_to = clock_timestamp() + interval '1 day' WHERE valid_to IS NULL;
    INSERT INTO gateway_keys (id, server_key, registered_by) VALUES (p_key_id, p_server_key, v_me.user_id);
  END IF;
  RETURN jsonb_build_object('key_id', p_key_id);
END $$;
