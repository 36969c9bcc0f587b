"""All tables of the entity diagram, what a counter adds, and the two schemas of functions.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Verbs live in kai, what they call among themselves in internal. gist must compare ids for the EXCLUDE.
    op.execute("CREATE SCHEMA kai")
    op.execute("CREATE SCHEMA internal")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public")
    op.create_table('audit_seals',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('from_seq', sa.BigInteger(), nullable=False),
    sa.Column('to_seq', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=True),
    sa.Column('sealed_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('octet_length(sha256) = 32', name=op.f('ck_audit_seals_sha256_length')),
    sa.CheckConstraint('to_seq >= from_seq', name=op.f('ck_audit_seals_covers_something')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_seals')),
    sa.UniqueConstraint('from_seq', name=op.f('uq_audit_seals_from_seq')),
    sa.UniqueConstraint('to_seq', name=op.f('uq_audit_seals_to_seq'))
    )
    op.create_table('installation',
    sa.Column('only_row', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('role_prefix', sa.Text(), nullable=False),
    sa.Column('staff_prefix', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('only_row', name=op.f('ck_installation_only_row')),
    sa.PrimaryKeyConstraint('only_row', name=op.f('pk_installation'))
    )
    op.create_table('installed_functions',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('grants', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('installed_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_installed_functions'))
    )
    op.create_table('promotions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('promotion_code', sa.Text(), nullable=False),
    sa.Column('promotion_name', sa.Text(), nullable=False),
    sa.Column('discount_type', sa.Text(), nullable=False),
    sa.Column('discount_value', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('minimum_amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('maximum_discount', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=False),
    sa.Column('usage_limit', sa.Integer(), nullable=True),
    sa.Column('used_count', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("discount_type <> 'percentage' OR discount_value <= 100", name=op.f('ck_promotions_percentage_range')),
    sa.CheckConstraint("discount_type IN ('percentage', 'fixed_amount')", name=op.f('ck_promotions_discount_type_known')),
    sa.CheckConstraint('discount_value >= 0', name=op.f('ck_promotions_discount_value_not_negative')),
    sa.CheckConstraint('maximum_discount >= 0', name=op.f('ck_promotions_maximum_discount_not_negative')),
    sa.CheckConstraint('minimum_amount >= 0', name=op.f('ck_promotions_minimum_amount_not_negative')),
    sa.CheckConstraint('used_count <= usage_limit', name=op.f('ck_promotions_used_within_limit')),
    sa.CheckConstraint('used_count >= 0', name=op.f('ck_promotions_used_count_not_negative')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_promotions_valid_to_after_from')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotions')),
    sa.UniqueConstraint('promotion_code', name=op.f('uq_promotions_promotion_code'))
    )
    op.create_table('rules',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), server_default=sa.text("'*'"), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confidence', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_rules_valid_to_after_from')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rules')),
    sa.UniqueConstraint('name', 'scope', 'valid_from', name=op.f('uq_rules_name_scope_valid_from'))
    )
    op.create_table('seat_inventory',
    sa.Column('schedule_id', sa.Uuid(), nullable=False),
    sa.Column('seat_id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('car_number', sa.Integer(), nullable=False),
    sa.Column('occupied_legs', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('blocked', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint('occupied_legs >= 0', name=op.f('ck_seat_inventory_occupied_legs_not_negative')),
    sa.PrimaryKeyConstraint('schedule_id', 'seat_id', name=op.f('pk_seat_inventory')),
    postgresql_with={'fillfactor': '70'}
    )
    op.create_table('stations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('station_code', sa.Text(), nullable=False),
    sa.Column('station_name', sa.Text(), nullable=False),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('province', sa.Text(), nullable=True),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('facilities', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('timezone', sa.Text(), server_default=sa.text("'Asia/Jakarta'"), nullable=False),
    sa.Column('region', sa.Text(), nullable=True),
    sa.Column('station_class', sa.Text(), nullable=True),
    sa.Column('is_bookable', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('coordinates_suspect', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("timezone IN ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')", name=op.f('ck_stations_timezone_known')),
    sa.CheckConstraint('latitude BETWEEN -90 AND 90', name=op.f('ck_stations_latitude_range')),
    sa.CheckConstraint('longitude BETWEEN -180 AND 180', name=op.f('ck_stations_longitude_range')),
    sa.CheckConstraint('number BETWEEN 1 AND 65535', name=op.f('ck_stations_number_fits_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stations')),
    sa.UniqueConstraint('number', name=op.f('uq_stations_number')),
    sa.UniqueConstraint('station_code', name=op.f('uq_stations_station_code'))
    )
    op.create_table('trains',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('train_number', sa.Text(), nullable=False),
    sa.Column('train_name', sa.Text(), nullable=False),
    sa.Column('train_type', sa.Text(), server_default=sa.text("'express'"), nullable=False),
    sa.Column('total_capacity', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('facilities', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("train_type IN ('express', 'local', 'high_speed')", name=op.f('ck_trains_train_type_known')),
    sa.CheckConstraint('total_capacity >= 0', name=op.f('ck_trains_total_capacity_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trains')),
    sa.UniqueConstraint('train_number', name=op.f('uq_trains_train_number'))
    )
    op.create_table('users',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('nipp', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('phone_number', sa.Text(), nullable=True),
    sa.Column('date_of_birth', sa.Date(), nullable=True),
    sa.Column('gender', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('last_login', sa.DateTime(timezone=True), nullable=True),
    sa.Column('roles', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('station_scope', sa.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('is_demo', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("cardinality(roles) > 0 AND roles <@ ARRAY['clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator']::text[]", name=op.f('ck_users_roles_known')),
    sa.CheckConstraint("gender IN ('male', 'female', 'other')", name=op.f('ck_users_gender_known')),
    sa.CheckConstraint("nipp ~ '^[0-9]{4,12}$'", name=op.f('ck_users_nipp_form')),
    sa.CheckConstraint('is_active OR retired_at IS NOT NULL', name=op.f('ck_users_retired_has_time')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email')),
    sa.UniqueConstraint('nipp', name=op.f('uq_users_nipp'))
    )
    op.create_table('approvals',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('requested_by', sa.Uuid(), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('requested_by <> approved_by', name=op.f('ck_approvals_never_ones_own')),
    sa.ForeignKeyConstraint(['approved_by'], ['users.id'], name=op.f('fk_approvals_approved_by_users')),
    sa.ForeignKeyConstraint(['requested_by'], ['users.id'], name=op.f('fk_approvals_requested_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approvals'))
    )
    op.create_index('ix_approvals_subject_id', 'approvals', ['subject_id'], unique=False)
    op.create_table('audit_logs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('entity_type', sa.Text(), nullable=False),
    sa.Column('entity_id', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('old_values', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('new_values', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('ip_address', sa.Text(), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=True),
    sa.Column('counter_id', sa.Uuid(), nullable=True),
    sa.Column('shift_id', sa.Uuid(), nullable=True),
    sa.Column('session_user', sa.Text(), nullable=False),
    sa.Column('txid', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("action IN ('create', 'update', 'delete', 'view')", name=op.f('ck_audit_logs_action_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_logs')),
    sa.UniqueConstraint('seq', name=op.f('uq_audit_logs_seq'))
    )
    op.create_index('ix_audit_logs_entity_id', 'audit_logs', ['entity_id'], unique=False)
    op.create_table('counters',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('station_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt_sequence', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('walking_minutes', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('is_active = (revoked_at IS NULL)', name=op.f('ck_counters_active_until_revoked')),
    sa.CheckConstraint('octet_length(secret_hash) = 32', name=op.f('ck_counters_secret_hash_is_sha256')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_counters_station_id_stations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counters')),
    sa.UniqueConstraint('code', name=op.f('uq_counters_code'))
    )
    op.create_table('notifications',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('notification_type', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('metadata', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('is_read', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("notification_type IN ('booking', 'payment', 'schedule', 'promotion')", name=op.f('ck_notifications_notification_type_known')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notifications_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications'))
    )
    op.create_index('ix_notifications_unread', 'notifications', ['user_id'], unique=False, postgresql_where=sa.text('NOT is_read'))
    op.create_table('routes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('route_name', sa.Text(), nullable=False),
    sa.Column('origin_station_id', sa.Uuid(), nullable=False),
    sa.Column('destination_station_id', sa.Uuid(), nullable=False),
    sa.Column('distance', sa.Numeric(precision=8, scale=1), nullable=True),
    sa.Column('estimated_duration', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('train_id', sa.Uuid(), nullable=True),
    sa.Column('departure_time', sa.Time(), nullable=True),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('distance >= 0', name=op.f('ck_routes_distance_not_negative')),
    sa.CheckConstraint('estimated_duration >= 0', name=op.f('ck_routes_estimated_duration_not_negative')),
    sa.ForeignKeyConstraint(['destination_station_id'], ['stations.id'], name=op.f('fk_routes_destination_station_id_stations')),
    sa.ForeignKeyConstraint(['origin_station_id'], ['stations.id'], name=op.f('fk_routes_origin_station_id_stations')),
    sa.ForeignKeyConstraint(['train_id'], ['trains.id'], name=op.f('fk_routes_train_id_trains')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routes'))
    )
    op.create_index(op.f('ix_routes_train_id'), 'routes', ['train_id'], unique=False)
    op.create_table('train_classes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('train_id', sa.Uuid(), nullable=False),
    sa.Column('class_type', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('base_price', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('amenities', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('is_available', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("class_type IN ('economy', 'business', 'executive', 'sleeper')", name=op.f('ck_train_classes_class_type_known')),
    sa.CheckConstraint('base_price >= 0', name=op.f('ck_train_classes_base_price_not_negative')),
    sa.CheckConstraint('capacity >= 0', name=op.f('ck_train_classes_capacity_not_negative')),
    sa.ForeignKeyConstraint(['train_id'], ['trains.id'], name=op.f('fk_train_classes_train_id_trains')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_train_classes')),
    sa.UniqueConstraint('train_id', 'name', name=op.f('uq_train_classes_train_id_name'))
    )
    op.create_table('user_profiles',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('profile_picture', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('province', sa.Text(), nullable=True),
    sa.Column('postal_code', sa.Text(), nullable=True),
    sa.Column('emergency_contact_name', sa.Text(), nullable=True),
    sa.Column('emergency_contact_phone', sa.Text(), nullable=True),
    sa.Column('preferences', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_user_profiles_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_profiles')),
    sa.UniqueConstraint('user_id', name=op.f('uq_user_profiles_user_id'))
    )
    op.create_table('counter_keys',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key_no', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoke_reason', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('key_no BETWEEN 1 AND 65535', name=op.f('ck_counter_keys_key_no_fits_code')),
    sa.CheckConstraint('octet_length(public_key) = 32', name=op.f('ck_counter_keys_public_key_is_ed25519')),
    sa.CheckConstraint('valid_until > valid_from', name=op.f('ck_counter_keys_valid_until_after_from')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_counter_keys_counter_id_counters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counter_keys')),
    sa.UniqueConstraint('key_no', name=op.f('uq_counter_keys_key_no'))
    )
    op.create_index(op.f('ix_counter_keys_counter_id'), 'counter_keys', ['counter_id'], unique=False)
    op.create_table('error_log',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident', sa.Text(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=True),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('verb', sa.Text(), nullable=True),
    sa.Column('sqlstate', sa.Text(), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_error_log_counter_id_counters')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_error_log_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_error_log'))
    )
    op.create_index(op.f('ix_error_log_incident'), 'error_log', ['incident'], unique=False)
    op.create_table('fares',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('train_id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('origin_station_id', sa.Uuid(), nullable=False),
    sa.Column('destination_station_id', sa.Uuid(), nullable=False),
    sa.Column('sub_class', sa.Text(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('kind', sa.Text(), server_default=sa.text("'regular'"), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("kind IN ('regular', 'go_show')", name=op.f('ck_fares_kind_known')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_fares_amount_not_negative')),
    sa.CheckConstraint('origin_station_id <> destination_station_id', name=op.f('ck_fares_goes_somewhere')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_fares_valid_to_after_from')),
    sa.ForeignKeyConstraint(['class_id'], ['train_classes.id'], name=op.f('fk_fares_class_id_train_classes')),
    sa.ForeignKeyConstraint(['destination_station_id'], ['stations.id'], name=op.f('fk_fares_destination_station_id_stations')),
    sa.ForeignKeyConstraint(['origin_station_id'], ['stations.id'], name=op.f('fk_fares_origin_station_id_stations')),
    sa.ForeignKeyConstraint(['train_id'], ['trains.id'], name=op.f('fk_fares_train_id_trains')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fares')),
    sa.UniqueConstraint('train_id', 'class_id', 'origin_station_id', 'destination_station_id', 'sub_class', 'kind', 'valid_from', name='uq_fares_one_price')
    )
    op.create_table('outages',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('ended_at >= began_at', name=op.f('ck_outages_ends_after_beginning')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_outages_counter_id_counters')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_outages_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outages'))
    )
    op.create_table('route_stations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('route_id', sa.Uuid(), nullable=False),
    sa.Column('station_id', sa.Uuid(), nullable=False),
    sa.Column('station_order', sa.Integer(), nullable=False),
    sa.Column('arrival_offset', sa.Integer(), nullable=False),
    sa.Column('departure_offset', sa.Integer(), nullable=False),
    sa.Column('is_stop', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('arrival_offset >= 0', name=op.f('ck_route_stations_arrival_offset_not_negative')),
    sa.CheckConstraint('departure_offset >= arrival_offset', name=op.f('ck_route_stations_leaves_after_arriving')),
    sa.CheckConstraint('station_order BETWEEN 1 AND 63', name=op.f('ck_route_stations_station_order_fits_mask')),
    sa.ForeignKeyConstraint(['route_id'], ['routes.id'], name=op.f('fk_route_stations_route_id_routes')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_route_stations_station_id_stations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_route_stations')),
    sa.UniqueConstraint('route_id', 'station_id', name=op.f('uq_route_stations_route_id_station_id')),
    sa.UniqueConstraint('route_id', 'station_order', name=op.f('uq_route_stations_route_id_station_order'))
    )
    op.create_index('ix_route_stations_station_id', 'route_stations', ['station_id', 'route_id', 'station_order'], unique=False)
    op.create_table('schedules',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('train_id', sa.Uuid(), nullable=False),
    sa.Column('route_id', sa.Uuid(), nullable=False),
    sa.Column('departure_date', sa.Date(), nullable=False),
    sa.Column('departure_time', sa.Time(), nullable=False),
    sa.Column('arrival_time', sa.Time(), nullable=False),
    sa.Column('departs_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrives_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leg_count', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'scheduled'"), nullable=False),
    sa.Column('delay_reason', sa.Text(), nullable=True),
    sa.Column('delay_minutes', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('sales_state', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('is_derived', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("sales_state IN ('open', 'closed', 'go_show')", name=op.f('ck_schedules_sales_state_known')),
    sa.CheckConstraint("status IN ('scheduled', 'delayed', 'cancelled', 'completed')", name=op.f('ck_schedules_status_known')),
    sa.CheckConstraint('arrives_at > departs_at', name=op.f('ck_schedules_arrives_after_departing')),
    sa.CheckConstraint('delay_minutes >= 0', name=op.f('ck_schedules_delay_minutes_not_negative')),
    sa.CheckConstraint('leg_count BETWEEN 1 AND 62', name=op.f('ck_schedules_leg_count_fits_mask')),
    sa.CheckConstraint('number BETWEEN 1 AND 16777215', name=op.f('ck_schedules_number_fits_code')),
    sa.ForeignKeyConstraint(['route_id'], ['routes.id'], name=op.f('fk_schedules_route_id_routes')),
    sa.ForeignKeyConstraint(['train_id'], ['trains.id'], name=op.f('fk_schedules_train_id_trains')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedules')),
    sa.UniqueConstraint('number', name=op.f('uq_schedules_number')),
    sa.UniqueConstraint('train_id', 'departure_date', name=op.f('uq_schedules_train_id_departure_date'))
    )
    op.create_index('ix_schedules_departs_at', 'schedules', ['departs_at'], unique=False)
    op.create_index('ix_schedules_route_id', 'schedules', ['route_id', 'departure_date'], unique=False)
    op.create_table('seats',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('train_id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('seat_number', sa.Text(), nullable=False),
    sa.Column('seat_type', sa.Text(), nullable=False),
    sa.Column('car_number', sa.Integer(), nullable=False),
    sa.Column('seat_features', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('is_accessible', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('coach_label', sa.Text(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('seat_letter', sa.Text(), nullable=False),
    sa.Column('grid_column', sa.Integer(), nullable=False),
    sa.Column('coach_layout', sa.Text(), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('hold_order', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("seat_type IN ('window', 'aisle', 'middle')", name=op.f('ck_seats_seat_type_known')),
    sa.CheckConstraint('car_number >= 1 AND row_number >= 1 AND grid_column >= 0', name=op.f('ck_seats_place_counts_up')),
    sa.ForeignKeyConstraint(['class_id'], ['train_classes.id'], name=op.f('fk_seats_class_id_train_classes')),
    sa.ForeignKeyConstraint(['train_id'], ['trains.id'], name=op.f('fk_seats_train_id_trains')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seats')),
    sa.UniqueConstraint('train_id', 'car_number', 'seat_number', name=op.f('uq_seats_train_id_car_number_seat_number'))
    )
    op.create_index('ix_seats_class_id', 'seats', ['class_id'], unique=False)
    op.create_table('shifts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('float_amount', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted_amount', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_shifts_closed_has_time')),
    sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name=op.f('ck_shifts_state_known')),
    sa.CheckConstraint('counted_amount >= 0', name=op.f('ck_shifts_counted_amount_not_negative')),
    sa.CheckConstraint('float_amount >= 0', name=op.f('ck_shifts_float_amount_not_negative')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_shifts_counter_id_counters')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_shifts_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shifts'))
    )
    op.create_index('uq_shifts_one_a_counter', 'shifts', ['counter_id'], unique=True, postgresql_where=sa.text("state <> 'closed'"))
    op.create_index('uq_shifts_one_a_member', 'shifts', ['user_id'], unique=True, postgresql_where=sa.text("state <> 'closed'"))
    op.create_table('cash_counts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('denominations', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('total', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("kind IN ('open', 'close')", name=op.f('ck_cash_counts_kind_known')),
    sa.CheckConstraint('total >= 0', name=op.f('ck_cash_counts_total_not_negative')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_cash_counts_shift_id_shifts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_counts'))
    )
    op.create_index(op.f('ix_cash_counts_shift_id'), 'cash_counts', ['shift_id'], unique=False)
    op.create_table('cash_movements',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("kind IN ('in', 'out', 'drop', 'drawer_open')", name=op.f('ck_cash_movements_kind_known')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_cash_movements_amount_not_negative')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_cash_movements_counter_id_counters')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_cash_movements_shift_id_shifts')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_cash_movements_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_movements'))
    )
    op.create_index(op.f('ix_cash_movements_shift_id'), 'cash_movements', ['shift_id'], unique=False)
    op.create_table('sales',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sale_number', sa.Text(), nullable=True),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('total', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('tendered', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('change_given', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('receipt_number', sa.Text(), nullable=True),
    sa.Column('request_hash', sa.LargeBinary(), nullable=True),
    sa.Column('sold_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("state <> 'sold' OR num_nulls(sale_number, receipt_number, sold_at) = 0", name=op.f('ck_sales_sold_has_number')),
    sa.CheckConstraint("state IN ('open', 'sold', 'abandoned')", name=op.f('ck_sales_state_known')),
    sa.CheckConstraint('change_given = tendered - total', name=op.f('ck_sales_change_is_the_rest')),
    sa.CheckConstraint('change_given >= 0', name=op.f('ck_sales_change_given_not_negative')),
    sa.CheckConstraint('tendered >= 0', name=op.f('ck_sales_tendered_not_negative')),
    sa.CheckConstraint('tendered >= total', name=op.f('ck_sales_tendered_covers_total')),
    sa.CheckConstraint('total >= 0', name=op.f('ck_sales_total_not_negative')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_sales_counter_id_counters')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_sales_shift_id_shifts')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sales_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sales')),
    sa.UniqueConstraint('counter_id', 'receipt_number', name=op.f('uq_sales_counter_id_receipt_number')),
    sa.UniqueConstraint('sale_number', name=op.f('uq_sales_sale_number'))
    )
    op.create_index('ix_sales_counter_id', 'sales', ['counter_id', 'sold_at'], unique=False)
    op.create_index(op.f('ix_sales_shift_id'), 'sales', ['shift_id'], unique=False)
    op.create_table('schedule_classes',
    sa.Column('schedule_id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('sub_class', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), sa.Computed("(schedule_id::text || '/') || class_id::text", persisted=True), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['train_classes.id'], name=op.f('fk_schedule_classes_class_id_train_classes')),
    sa.ForeignKeyConstraint(['schedule_id'], ['schedules.id'], name=op.f('fk_schedule_classes_schedule_id_schedules')),
    sa.PrimaryKeyConstraint('schedule_id', 'class_id', name=op.f('pk_schedule_classes'))
    )
    op.create_table('user_sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('session_token', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('ip_address', sa.Text(), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=True),
    sa.Column('login_time', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('last_activity', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=True),
    sa.Column('shift_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('expires_at > login_time', name=op.f('ck_user_sessions_expires_after_login')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_user_sessions_counter_id_counters')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_user_sessions_shift_id_shifts')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_user_sessions_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_sessions_token_hash'))
    )
    op.create_index('ix_user_sessions_active', 'user_sessions', ['user_id'], unique=False, postgresql_where=sa.text('is_active'))
    op.create_table('bookings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_number', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('schedule_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'pending'"), nullable=False),
    sa.Column('total_amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('discount_amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('final_amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('passenger_count', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('booking_details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('booking_date', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('sale_id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('origin_station_id', sa.Uuid(), nullable=False),
    sa.Column('destination_station_id', sa.Uuid(), nullable=False),
    sa.Column('from_order', sa.Integer(), nullable=False),
    sa.Column('to_order', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('request_hash', sa.LargeBinary(), nullable=True),
    sa.Column('price_lines', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False),
    sa.Column('contact_name', sa.Text(), nullable=True),
    sa.Column('contact_phone', sa.Text(), nullable=True),
    sa.Column('contact_email', sa.Text(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("status <> 'cancelled' OR cancelled_at IS NOT NULL", name=op.f('ck_bookings_cancelled_has_time')),
    sa.CheckConstraint("status <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f('ck_bookings_confirmed_has_time')),
    sa.CheckConstraint("status <> 'pending' OR expires_at IS NOT NULL", name=op.f('ck_bookings_pending_expires')),
    sa.CheckConstraint("status IN ('pending', 'confirmed', 'cancelled', 'completed')", name=op.f('ck_bookings_status_known')),
    sa.CheckConstraint('discount_amount >= 0', name=op.f('ck_bookings_discount_amount_not_negative')),
    sa.CheckConstraint('final_amount = total_amount - discount_amount', name=op.f('ck_bookings_final_is_total_less_discount')),
    sa.CheckConstraint('final_amount >= 0', name=op.f('ck_bookings_final_amount_not_negative')),
    sa.CheckConstraint('from_order >= 1 AND to_order > from_order', name=op.f('ck_bookings_goes_forward')),
    sa.CheckConstraint('passenger_count >= 0', name=op.f('ck_bookings_passenger_count_not_negative')),
    sa.CheckConstraint('total_amount >= 0', name=op.f('ck_bookings_total_amount_not_negative')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_bookings_counter_id_counters')),
    sa.ForeignKeyConstraint(['sale_id'], ['sales.id'], name=op.f('fk_bookings_sale_id_sales')),
    sa.ForeignKeyConstraint(['schedule_id'], ['schedules.id'], name=op.f('fk_bookings_schedule_id_schedules')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_bookings_shift_id_shifts')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_bookings_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bookings')),
    sa.UniqueConstraint('booking_number', name=op.f('uq_bookings_booking_number')),
    postgresql_with={'fillfactor': '80'}
    )
    op.create_index('ix_bookings_sale_id', 'bookings', ['sale_id'], unique=False)
    op.create_index('ix_bookings_schedule_id', 'bookings', ['schedule_id'], unique=False)
    op.create_table('booking_promotions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('promotion_id', sa.Uuid(), nullable=False),
    sa.Column('discount_applied', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('discount_applied >= 0', name=op.f('ck_booking_promotions_discount_applied_not_negative')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_booking_promotions_booking_id_bookings')),
    sa.ForeignKeyConstraint(['promotion_id'], ['promotions.id'], name=op.f('fk_booking_promotions_promotion_id_promotions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_promotions')),
    sa.UniqueConstraint('booking_id', 'promotion_id', name=op.f('uq_booking_promotions_booking_id_promotion_id'))
    )
    op.create_table('passengers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('passenger_name', sa.Text(), nullable=False),
    sa.Column('passenger_dob', sa.Date(), nullable=True),
    sa.Column('passenger_type', sa.Text(), nullable=False),
    sa.Column('identity_number', sa.Text(), nullable=True),
    sa.Column('identity_type', sa.Text(), nullable=True),
    sa.Column('gender', sa.Text(), nullable=True),
    sa.Column('seat_id', sa.Uuid(), nullable=True),
    sa.Column('ticket_price', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('special_requirements', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('reduction', sa.Text(), nullable=True),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('nationality', sa.Text(), nullable=True),
    sa.Column('fare', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('reduction_amount', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('accompanied_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("gender IN ('male', 'female', 'other')", name=op.f('ck_passengers_gender_known')),
    sa.CheckConstraint("identity_type IN ('nik', 'passport')", name=op.f('ck_passengers_identity_type_known')),
    sa.CheckConstraint("passenger_type <> 'infant' OR seat_id IS NULL", name=op.f('ck_passengers_infant_has_no_seat')),
    sa.CheckConstraint("passenger_type IN ('adult', 'child', 'infant', 'senior')", name=op.f('ck_passengers_passenger_type_known')),
    sa.CheckConstraint("reduction IN ('senior', 'veteran', 'tni_polri', 'journalist', 'disability')", name=op.f('ck_passengers_reduction_known')),
    sa.CheckConstraint('fare >= 0', name=op.f('ck_passengers_fare_not_negative')),
    sa.CheckConstraint('reduction_amount >= 0', name=op.f('ck_passengers_reduction_amount_not_negative')),
    sa.CheckConstraint('ticket_price = fare - reduction_amount', name=op.f('ck_passengers_price_is_fare_less_reduction')),
    sa.CheckConstraint('ticket_price >= 0', name=op.f('ck_passengers_ticket_price_not_negative')),
    sa.ForeignKeyConstraint(['accompanied_by'], ['passengers.id'], name=op.f('fk_passengers_accompanied_by_passengers')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_passengers_booking_id_bookings')),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_passengers_seat_id_seats')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passengers')),
    sa.UniqueConstraint('booking_id', 'seq', name=op.f('uq_passengers_booking_id_seq'))
    )
    op.create_index('ix_passengers_identity_number', 'passengers', ['identity_number'], unique=False)
    op.create_table('payment_attempts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sale_id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=True),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'created'"), nullable=False),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.Column('evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("method IN ('cash', 'credit_card', 'debit_card', 'wallet', 'bank_transfer', 'qris')", name=op.f('ck_payment_attempts_method_known')),
    sa.CheckConstraint("state IN ('created', 'pending', 'confirmed', 'declined', 'cancelled', 'unknown', 'late_paid')", name=op.f('ck_payment_attempts_state_known')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_payment_attempts_amount_not_negative')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_payment_attempts_booking_id_bookings')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_payment_attempts_counter_id_counters')),
    sa.ForeignKeyConstraint(['sale_id'], ['sales.id'], name=op.f('fk_payment_attempts_sale_id_sales')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_payment_attempts_shift_id_shifts')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_payment_attempts_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_attempts'))
    )
    op.create_index('ix_payment_attempts_sale_id', 'payment_attempts', ['sale_id'], unique=False)
    op.create_index('uq_payment_attempts_one_open', 'payment_attempts', ['booking_id'], unique=True, postgresql_where=sa.text("state IN ('created', 'pending')"))
    op.create_table('payments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('payment_reference', sa.Text(), nullable=True),
    sa.Column('payment_method', sa.Text(), nullable=False),
    sa.Column('payment_status', sa.Text(), server_default=sa.text("'pending'"), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('processing_fee', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('gateway_response', sa.Text(), nullable=True),
    sa.Column('payment_date', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=True),
    sa.Column('sale_id', sa.Uuid(), nullable=False),
    sa.Column('tendered', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('change_given', sa.Numeric(precision=12, scale=0), nullable=True),
    sa.Column('settled_shift_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("payment_method IN ('cash', 'credit_card', 'debit_card', 'wallet', 'bank_transfer', 'qris')", name=op.f('ck_payments_payment_method_known')),
    sa.CheckConstraint("payment_status IN ('pending', 'processing', 'completed', 'failed', 'refunded')", name=op.f('ck_payments_payment_status_known')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_payments_amount_not_negative')),
    sa.CheckConstraint('change_given >= 0', name=op.f('ck_payments_change_given_not_negative')),
    sa.CheckConstraint('processing_fee >= 0', name=op.f('ck_payments_processing_fee_not_negative')),
    sa.CheckConstraint('tendered >= 0', name=op.f('ck_payments_tendered_not_negative')),
    sa.ForeignKeyConstraint(['attempt_id'], ['payment_attempts.id'], name=op.f('fk_payments_attempt_id_payment_attempts')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_payments_booking_id_bookings')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_payments_counter_id_counters')),
    sa.ForeignKeyConstraint(['sale_id'], ['sales.id'], name=op.f('fk_payments_sale_id_sales')),
    sa.ForeignKeyConstraint(['settled_shift_id'], ['shifts.id'], name=op.f('fk_payments_settled_shift_id_shifts')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_payments_shift_id_shifts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payments'))
    )
    op.create_index('ix_payments_booking_id', 'payments', ['booking_id'], unique=False)
    op.create_index('ix_payments_shift_id', 'payments', ['shift_id'], unique=False)
    op.create_table('seat_claims',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('passenger_id', sa.Uuid(), nullable=True),
    sa.Column('schedule_id', sa.Uuid(), nullable=False),
    sa.Column('seat_id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('legs', postgresql.INT4RANGE(), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'held'"), nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('schedule_id'), '='), (sa.column('seat_id'), '='), (sa.column('legs'), '&&'), where=sa.text('active'), using='gist', name='ex_seat_claims_one_holder'),
    sa.CheckConstraint("(state = 'held') <= (expires_at IS NOT NULL)", name=op.f('ck_seat_claims_held_expires')),
    sa.CheckConstraint("active = (state IN ('held', 'sold'))", name=op.f('ck_seat_claims_active_follows_state')),
    sa.CheckConstraint("state IN ('held', 'sold', 'released', 'expired')", name=op.f('ck_seat_claims_state_known')),
    sa.CheckConstraint('NOT isempty(legs)', name=op.f('ck_seat_claims_legs_not_empty')),
    sa.CheckConstraint('NOT lower_inf(legs) AND NOT upper_inf(legs)', name=op.f('ck_seat_claims_legs_bounded')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_seat_claims_booking_id_bookings')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_seat_claims_counter_id_counters')),
    sa.ForeignKeyConstraint(['passenger_id'], ['passengers.id'], name=op.f('fk_seat_claims_passenger_id_passengers')),
    sa.ForeignKeyConstraint(['schedule_id', 'seat_id'], ['seat_inventory.schedule_id', 'seat_inventory.seat_id'], name=op.f('fk_seat_claims_schedule_id_seat_id_seat_inventory')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_claims')),
    postgresql_with={'fillfactor': '70'}
    )
    op.create_index('ix_seat_claims_booking_id', 'seat_claims', ['booking_id'], unique=False)
    op.create_index('ix_seat_claims_held', 'seat_claims', ['schedule_id'], unique=False, postgresql_where=sa.text("active AND state = 'held'"))
    op.create_table('tickets',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('passenger_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_number', sa.Text(), nullable=False),
    sa.Column('qr_code', sa.Text(), nullable=True),
    sa.Column('ticket_status', sa.Text(), server_default=sa.text("'active'"), nullable=False),
    sa.Column('check_in_time', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_by', sa.Text(), nullable=True),
    sa.Column('code_number', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('issue_number', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('counter_key_no', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("ticket_status IN ('active', 'used', 'cancelled', 'expired')", name=op.f('ck_tickets_ticket_status_known')),
    sa.CheckConstraint('issue_number >= 1', name=op.f('ck_tickets_issue_number_counts_up')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_tickets_booking_id_bookings')),
    sa.ForeignKeyConstraint(['passenger_id'], ['passengers.id'], name=op.f('fk_tickets_passenger_id_passengers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('code_number', name=op.f('uq_tickets_code_number')),
    sa.UniqueConstraint('ticket_number', name=op.f('uq_tickets_ticket_number'))
    )
    op.create_index('ix_tickets_booking_id', 'tickets', ['booking_id'], unique=False)
    op.create_index('uq_tickets_one_active', 'tickets', ['passenger_id'], unique=True, postgresql_where=sa.text("ticket_status = 'active'"))
    op.create_table('gate_scans',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=True),
    sa.Column('counter_id', sa.Uuid(), nullable=True),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_gate_scans_counter_id_counters')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_gate_scans_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_gate_scans_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_scans'))
    )
    op.create_index('ix_gate_scans_ticket_id', 'gate_scans', ['ticket_id'], unique=False)
    op.create_table('print_jobs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=True),
    sa.Column('sale_id', sa.Uuid(), nullable=True),
    sa.Column('booking_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('issue_number', sa.Integer(), nullable=True),
    sa.Column('counter_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'queued'"), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('printer', sa.Text(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("kind IN ('ticket', 'receipt', 'test', 'report')", name=op.f('ck_print_jobs_kind_known')),
    sa.CheckConstraint("state IN ('queued', 'preflight', 'sending', 'await_ack', 'confirmed', 'blocked', 'suspect', 'unconfirmed', 'confirmed_by_operator', 'voided')", name=op.f('ck_print_jobs_state_known')),
    sa.ForeignKeyConstraint(['booking_id'], ['bookings.id'], name=op.f('fk_print_jobs_booking_id_bookings')),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_print_jobs_counter_id_counters')),
    sa.ForeignKeyConstraint(['sale_id'], ['sales.id'], name=op.f('fk_print_jobs_sale_id_sales')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_print_jobs_ticket_id_tickets')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_print_jobs_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_jobs'))
    )
    op.create_index('ix_print_jobs_sale_id', 'print_jobs', ['sale_id'], unique=False)
    op.create_index('ix_print_jobs_ticket_id', 'print_jobs', ['ticket_id'], unique=False)
    op.create_table('refunds',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payment_id', sa.Uuid(), nullable=False),
    sa.Column('refund_reference', sa.Text(), nullable=False),
    sa.Column('refund_reason', sa.Text(), nullable=False),
    sa.Column('refund_amount', sa.Numeric(precision=12, scale=0), nullable=False),
    sa.Column('processing_fee', sa.Numeric(precision=12, scale=0), server_default=sa.text('0'), nullable=False),
    sa.Column('refund_status', sa.Text(), server_default=sa.text("'initiated'"), nullable=False),
    sa.Column('refund_method', sa.Text(), nullable=True),
    sa.Column('refund_date', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("refund_reason IN ('cancellation', 'schedule_change', 'system_error')", name=op.f('ck_refunds_refund_reason_known')),
    sa.CheckConstraint("refund_status IN ('initiated', 'processing', 'completed', 'failed')", name=op.f('ck_refunds_refund_status_known')),
    sa.CheckConstraint('processing_fee >= 0', name=op.f('ck_refunds_processing_fee_not_negative')),
    sa.CheckConstraint('refund_amount >= 0', name=op.f('ck_refunds_refund_amount_not_negative')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_refunds_payment_id_payments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('refund_reference', name=op.f('uq_refunds_refund_reference'))
    )
    op.create_index('ix_refunds_payment_id', 'refunds', ['payment_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_refunds_payment_id', table_name='refunds')
    op.drop_table('refunds')
    op.drop_index('ix_print_jobs_ticket_id', table_name='print_jobs')
    op.drop_index('ix_print_jobs_sale_id', table_name='print_jobs')
    op.drop_table('print_jobs')
    op.drop_index('ix_gate_scans_ticket_id', table_name='gate_scans')
    op.drop_table('gate_scans')
    op.drop_index('uq_tickets_one_active', table_name='tickets', postgresql_where=sa.text("ticket_status = 'active'"))
    op.drop_index('ix_tickets_booking_id', table_name='tickets')
    op.drop_table('tickets')
    op.drop_index('ix_seat_claims_held', table_name='seat_claims')
    op.drop_index('ix_seat_claims_booking_id', table_name='seat_claims')
    op.drop_table('seat_claims')
    op.drop_index('ix_payments_shift_id', table_name='payments')
    op.drop_index('ix_payments_booking_id', table_name='payments')
    op.drop_table('payments')
    op.drop_index('uq_payment_attempts_one_open', table_name='payment_attempts', postgresql_where=sa.text("state IN ('created', 'pending')"))
    op.drop_index('ix_payment_attempts_sale_id', table_name='payment_attempts')
    op.drop_table('payment_attempts')
    op.drop_index('ix_passengers_identity_number', table_name='passengers')
    op.drop_table('passengers')
    op.drop_table('booking_promotions')
    op.drop_index('ix_bookings_schedule_id', table_name='bookings')
    op.drop_index('ix_bookings_sale_id', table_name='bookings')
    op.drop_table('bookings')
    op.drop_index('ix_user_sessions_active', table_name='user_sessions', postgresql_where=sa.text('is_active'))
    op.drop_table('user_sessions')
    op.drop_table('schedule_classes')
    op.drop_index(op.f('ix_sales_shift_id'), table_name='sales')
    op.drop_index('ix_sales_counter_id', table_name='sales')
    op.drop_table('sales')
    op.drop_index(op.f('ix_cash_movements_shift_id'), table_name='cash_movements')
    op.drop_table('cash_movements')
    op.drop_index(op.f('ix_cash_counts_shift_id'), table_name='cash_counts')
    op.drop_table('cash_counts')
    op.drop_index('uq_shifts_one_a_member', table_name='shifts', postgresql_where=sa.text("state <> 'closed'"))
    op.drop_index('uq_shifts_one_a_counter', table_name='shifts', postgresql_where=sa.text("state <> 'closed'"))
    op.drop_table('shifts')
    op.drop_index('ix_seats_class_id', table_name='seats')
    op.drop_table('seats')
    op.drop_index('ix_schedules_route_id', table_name='schedules')
    op.drop_index('ix_schedules_departs_at', table_name='schedules')
    op.drop_table('schedules')
    op.drop_index('ix_route_stations_station_id', table_name='route_stations')
    op.drop_table('route_stations')
    op.drop_table('outages')
    op.drop_table('fares')
    op.drop_index(op.f('ix_error_log_incident'), table_name='error_log')
    op.drop_table('error_log')
    op.drop_index(op.f('ix_counter_keys_counter_id'), table_name='counter_keys')
    op.drop_table('counter_keys')
    op.drop_table('user_profiles')
    op.drop_table('train_classes')
    op.drop_index(op.f('ix_routes_train_id'), table_name='routes')
    op.drop_table('routes')
    op.drop_index('ix_notifications_unread', table_name='notifications', postgresql_where=sa.text('NOT is_read'))
    op.drop_table('notifications')
    op.drop_table('counters')
    op.drop_index('ix_audit_logs_entity_id', table_name='audit_logs')
    op.drop_table('audit_logs')
    op.drop_index('ix_approvals_subject_id', table_name='approvals')
    op.drop_table('approvals')
    op.drop_table('users')
    op.drop_table('trains')
    op.drop_table('stations')
    op.drop_table('seat_inventory')
    op.drop_table('rules')
    op.drop_table('promotions')
    op.drop_table('installed_functions')
    op.drop_table('installation')
    op.drop_table('audit_seals')
    op.execute("DROP EXTENSION btree_gist")
    op.execute("DROP SCHEMA internal")
    op.execute("DROP SCHEMA kai")
