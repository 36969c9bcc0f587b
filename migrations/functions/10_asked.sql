-- What a caller sent is looked at here before a verb believes it. A clerk may open psql, so a verb meets
-- NULLs, NaN, fractions of a rupiah and megabytes of text; each of them is `bad_request` with its field.

-- within
CREATE OR REPLACE FUNCTION internal.asked(p_holds boolean, p_field text)
RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_holds IS NOT TRUE THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', p_field));
  END IF;
END $$;

-- Whole rupiah within NUMERIC(12); NaN and infinity are above every number, so one comparison stops them.
-- within
CREATE OR REPLACE FUNCTION internal.asked_rupiah(p_amount numeric, p_field text)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_amount IS NULL OR NOT (p_amount >= 0 AND p_amount <= 999999999999) OR p_amount <> trunc(p_amount) THEN
    PERFORM internal.refuse('amount_out_of_range', jsonb_build_object('field', p_field));
  END IF;
  RETURN trunc(p_amount);
END $$;

-- within
CREATE OR REPLACE FUNCTION internal.asked_json_rupiah(p_amount jsonb, p_field text)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_amount IS NULL OR jsonb_typeof(p_amount) <> 'number' THEN
    PERFORM internal.refuse('amount_out_of_range', jsonb_build_object('field', p_field));
  END IF;
  RETURN internal.asked_rupiah((p_amount #>> '{}')::numeric, p_field);
END $$;

-- Trimmed text of 1 to p_most characters without control characters; too long or empty is refused.
CREATE OR REPLACE FUNCTION internal.asked_text(p_text text, p_field text, p_most int)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_text text := btrim(left(p_text, 10000));
BEGIN
  IF v_text IS NULL OR v_text = '' OR char_length(v_text) > p_most OR v_text ~ '[\u0001-\u001F\u007F]' THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', p_field));
  END IF;
  RETURN v_text;
END $$;

-- A JSON object no longer than p_most bytes of text (facts that a counter reports).
CREATE OR REPLACE FUNCTION internal.asked_facts(p_facts jsonb, p_field text, p_most int DEFAULT 20000)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF jsonb_typeof(coalesce(p_facts, '{}')) <> 'object' OR octet_length(coalesce(p_facts, '{}')::text) > p_most THEN
    PERFORM internal.refuse('bad_request', jsonb_build_object('field', p_field));
  END IF;
  RETURN coalesce(p_facts, '{}');
END $$;

-- All rules that hold now for these scopes (a station code, a train number), as one object. The narrower
-- scope wins over '*'; one statement instead of one look-up a rule, because hold and sell need ten of them.
CREATE OR REPLACE FUNCTION internal.rules(VARIADIC p_scopes text[])
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb;
BEGIN
  -- Of two values for one key an object keeps the last. Not sorted by name: comparing names costs three times the rest.
  SELECT jsonb_object_agg(name, value ORDER BY scope <> '*', valid_from) INTO v_rules
  FROM rules
  WHERE (scope = '*' OR scope = ANY (p_scopes))
    AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp());
  RETURN coalesce(v_rules, '{}');
END $$;

-- The same, of these names only: a third of the time.
-- within
CREATE OR REPLACE FUNCTION internal.rules_named(p_names text[], VARIADIC p_scopes text[])
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_rules jsonb;
BEGIN
  SELECT jsonb_object_agg(name, value ORDER BY scope <> '*', valid_from) INTO v_rules
  FROM rules
  WHERE name = ANY (p_names) AND (scope = '*' OR scope = ANY (p_scopes))
    AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp());
  RETURN coalesce(v_rules, '{}');
END $$;

-- The shift that may take this session's money. Looked up by member and counter, since a session that
-- began before the shift was opened does not name it.
-- within
CREATE OR REPLACE FUNCTION internal.open_shift_of(p_user_id uuid, p_counter_id uuid)
RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_shift uuid;
BEGIN
  SELECT id INTO v_shift FROM shifts
  WHERE counter_id = p_counter_id AND user_id = p_user_id AND state = 'open';
  IF v_shift IS NULL THEN
    PERFORM internal.refuse('shift_not_open');
  END IF;
  RETURN v_shift;
END $$;

-- A supervisor whose stations the counter belongs to.
CREATE OR REPLACE FUNCTION internal.oversees(p_user_id uuid, p_counter_id uuid)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM users u, counters c JOIN stations t ON t.id = c.station_id
    WHERE u.id = p_user_id AND c.id = p_counter_id AND u.is_active AND 'supervisor' = ANY (u.roles)
      AND (u.station_scope = '{}' OR t.station_code = ANY (u.station_scope)))
$$;
