-- Rules and fares are money and trust: they change by a verb, from a day on, and never backwards.

-- A known rule gets a value of the same JSON type from a moment on.
-- grant: admin
CREATE OR REPLACE FUNCTION kai.set_rule(
  p_token text, p_rule_id uuid, p_name text, p_scope text, p_value jsonb, p_valid_from timestamptz, p_source text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_old rules%ROWTYPE;
  v_type text;
  v_from timestamptz := coalesce(p_valid_from, clock_timestamp());
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_rule_id IS NOT NULL, 'rule_id');
  SELECT * INTO v_old FROM rules WHERE id = p_rule_id;
  IF FOUND THEN
    IF (v_old.name, v_old.scope, v_old.value) IS DISTINCT FROM (p_name, coalesce(p_scope, '*'), p_value) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('id', v_old.id, 'valid_from', v_old.valid_from);
  END IF;
  SELECT jsonb_typeof(value) INTO v_type FROM rules WHERE name = p_name ORDER BY valid_from LIMIT 1;
  IF NOT FOUND THEN
    PERFORM internal.refuse('rule_unknown');
  END IF;
  PERFORM internal.asked(jsonb_typeof(p_value) = v_type AND octet_length(p_value::text) < 5000, 'value');
  PERFORM internal.asked(v_type <> 'number' OR (p_value #>> '{}')::numeric BETWEEN 0 AND 1000000000, 'value');
  PERFORM internal.asked(coalesce(p_scope, '*') = '*' OR EXISTS (SELECT FROM stations WHERE station_code = p_scope)
                         OR EXISTS (SELECT FROM trains WHERE train_number = p_scope), 'scope');
  PERFORM internal.asked(v_from >= clock_timestamp() - interval '1 minute' AND v_from < clock_timestamp() + interval '10 years', 'valid_from');
  INSERT INTO rules (id, name, scope, value, valid_from, source)
  VALUES (p_rule_id, p_name, coalesce(p_scope, '*'), p_value, v_from, internal.asked_text(p_source, 'source', 200));
  RETURN jsonb_build_object('id', p_rule_id, 'valid_from', v_from);
END $$;

-- A price from a service day on; holds already made keep theirs.
-- grant: admin
CREATE OR REPLACE FUNCTION kai.set_fare(
  p_token text, p_fare_id uuid, p_class_id uuid, p_origin_code text, p_destination_code text, p_sub_class text,
  p_kind text, p_amount numeric, p_valid_from date, p_source text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_old fares%ROWTYPE;
  v_train uuid;
  v_origin uuid;
  v_destination uuid;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_fare_id IS NOT NULL, 'fare_id');
  PERFORM internal.asked_rupiah(p_amount, 'amount');
  PERFORM internal.asked(p_kind IN ('regular', 'go_show'), 'kind');
  PERFORM internal.asked(p_sub_class ~ '^[A-Z]{1,3}$', 'sub_class');
  PERFORM internal.asked(p_valid_from >= (now() AT TIME ZONE 'Asia/Jakarta')::date AND p_valid_from < (now() + interval '10 years')::date, 'valid_from');
  SELECT train_id INTO v_train FROM train_classes WHERE id = p_class_id;
  PERFORM internal.asked(FOUND, 'class_id');
  SELECT id INTO v_origin FROM stations WHERE station_code = p_origin_code;
  SELECT id INTO v_destination FROM stations WHERE station_code = p_destination_code AND id <> v_origin;
  PERFORM internal.asked(v_origin IS NOT NULL AND v_destination IS NOT NULL, 'relation');
  INSERT INTO fares (id, train_id, class_id, origin_station_id, destination_station_id, sub_class, amount, kind, valid_from, source)
  VALUES (p_fare_id, v_train, p_class_id, v_origin, v_destination, p_sub_class, p_amount, p_kind, p_valid_from, internal.asked_text(p_source, 'source', 200))
  ON CONFLICT DO NOTHING;
  SELECT * INTO v_old FROM fares WHERE id = p_fare_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('fare_exists');
  ELSIF (v_old.class_id, v_old.origin_station_id, v_old.destination_station_id, v_old.sub_class, v_old.kind, v_old.amount, v_old.valid_from)
     IS DISTINCT FROM (p_class_id, v_origin, v_destination, p_sub_class, p_kind, p_amount, p_valid_from) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object('id', p_fare_id);
END $$;
