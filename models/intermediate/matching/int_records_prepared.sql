-- One row per record: its keyed forms with how common each value is. All that blocking
-- rules and comparisons may refer to. Raw values are joined where one of them asks for
-- them (macro raw_forms).
-- depends_on: {{ ref('int_records_unioned') }}

{% set raw = raw_forms() %}
{{ config(
    materialized='patched',
    affected=none if raw.frequencies else 'affected_prepared_records',
    patch_by=[['record_key']],
    changes=['record_key'],
) }}

with records as (

    select *
    from {{ ref('int_records_keyed') }}
    where {{ is_affected(['record_key']) }}

),

{% if raw.columns %}
raw_records as (

    select
        record_id,
        {{ raw.columns | join(',\n        ') }}
    from {{ ref('int_records_unioned') }}

),

{% endif %}
{% for column in raw.frequencies %}
raw_{{ column }}_values as (

    select
        {{ column }},
        cast(count(*) as {{ type_double() }}) / sum(count(*)) over () as frequency
    from raw_records
    where {{ column }} is not null
    group by {{ column }}

),

{% endfor %}

frequencies as (

    select
        attribute,
        attribute_value,
        person_count,
        frequency,
        excess_frequency
    from {{ ref('int_value_frequencies_kept') }}

),

prepared as (

    select
        records.*,
        given_names.frequency as given_name_frequency,
        given_names.person_count as given_name_person_count,
        family_names.frequency as family_name_frequency,
        family_names.person_count as family_name_person_count,
        full_names.excess_frequency as full_name_frequency,
        birth_dates.frequency as birth_date_frequency,
        birth_dates.person_count as birth_date_person_count,
        addresses.frequency as address_frequency,
        addresses.person_count as address_person_count,
        postal_codes.frequency as postal_code_frequency,
        cities.frequency as city_frequency
        {%- for column in raw.columns %},
        raw_records.{{ column }} as raw_{{ column }}
        {%- endfor %}
        {%- for column in raw.frequencies %},
        raw_{{ column }}_values.frequency as raw_{{ column }}_frequency
        {%- endfor %}
    from records
    left join frequencies as given_names
        on records.given_name_key = given_names.attribute_value
        and given_names.attribute = 'given_name'
    left join frequencies as family_names
        on records.family_name_key = family_names.attribute_value
        and family_names.attribute = 'family_name'
    left join frequencies as full_names
        on records.full_name_key = full_names.attribute_value
        and full_names.attribute = 'full_name'
    left join frequencies as birth_dates
        on records.birth_date = birth_dates.attribute_value
        and birth_dates.attribute = 'birth_date'
    left join frequencies as addresses
        on records.address_key = addresses.attribute_value
        and addresses.attribute = 'address'
    left join frequencies as postal_codes
        on records.postal_code_key = postal_codes.attribute_value
        and postal_codes.attribute = 'postal_code'
    left join frequencies as cities
        on records.city_key = cities.attribute_value
        and cities.attribute = 'city'
    {%- if raw.columns %}
    left join raw_records
        on records.record_id = raw_records.record_id
    {%- endif %}
    {%- for column in raw.frequencies %}
    left join raw_{{ column }}_values
        on raw_records.{{ column }} = raw_{{ column }}_values.{{ column }}
    {%- endfor %}

)

select * from prepared
