{%- set text = dbt.type_string() -%}
{%- set not_there = {
    'phone': text, 'industry': text, 'employee_count': dbt.type_bigint(),
    'street_address': text, 'city': text, 'region': text, 'postal_code': text,
    'country': text,
} -%}

-- One row per account record: what a source holds about one company, a company that a lead
-- named, or a mail domain; with what it is compared by.

with

evidence as (

    select
        reason,
        account_record_id,
        company_name,
        domain,
        first_seen_at,
        last_seen_at
    from {{ ref('int_account_evidence_extracted') }}

),

public_domains as (

    {{ _public_domains() | indent(4) }}

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'company'

),

country_names as (

    select
        country_name_key,
        country
    from {{ ref('country_names') }}

),

landed as (

    {%- if source_is_enabled('crm') %}
    select
        'crm:' || account_id as account_record_id,
        'crm' as source_name,
        1 as source_rank,
        'crm:' || parent_id as parent_record_id,
        name,
        website,
        phone,
        industry,
        employee_count,
        street_address,
        city,
        region,
        postal_code,
        country,
        created_at,
        updated_at
    from {{ ref('stg_crm__accounts') }}
    where
        coalesce({{ key_text('account_type') }}, '') not in (
            {%- for account_type in var('private_account_types') %}
            '{{ account_type }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

    union all
    {%- endif %}
    {%- if source_is_enabled('support') %}

    select
        'support:' || organization_id as account_record_id,
        'support' as source_name,
        2 as source_rank,
        cast(null as {{ dbt.type_string() }}) as parent_record_id,
        name,
        website,
        {{ _null_columns(not_there) | indent(8) }},
        created_at,
        updated_at
    from {{ ref('stg_support__organizations') }}

    union all
    {%- endif %}

    select
        account_record_id,
        case reason when 'company_name' then 'crm_lead' else 'mail' end as source_name,
        case reason when 'company_name' then 3 else 4 end as source_rank,
        cast(null as {{ dbt.type_string() }}) as parent_record_id,
        {{ first_by('company_name', bytewise('company_name')) }} as name,
        min(domain) as website,
        {{ _null_columns(not_there) | indent(8) }},
        min(first_seen_at) as created_at,
        max(last_seen_at) as updated_at
    from evidence
    where reason <> 'declared'
    group by account_record_id, reason

),

keyed as (

    select
        landed.account_record_id,
        landed.source_name,
        landed.source_rank,
        landed.parent_record_id,
        landed.name,
        landed.phone,
        landed.industry,
        landed.employee_count,
        landed.street_address,
        landed.city,
        landed.region,
        landed.postal_code,
        landed.created_at,
        landed.updated_at,
        {{ comparable_text(company_key('landed.name')) }} as written_key,
        {{ web_domain('landed.website') }} as written_domain,
        -- extensions aside, the last nine digits are the same with and without the codes
        {{ digits_of(regexp_replace_all(
            'lower(landed.phone)', "'(ext| x|#)[ .:]*[0-9]+ *$'", "''"
        )) }} as phone_digits,
        country_names.country,
        coalesce(country_names.country, '{{ var("default_country") }}') as country_key,
        {{ comparable_text(key_text('landed.city')) }} as written_city,
        {{ compact_key('landed.postal_code') }} as written_postal_code,
        {{ compact_key('landed.street_address') }} as written_street
    from landed
    left join country_names
        on country_names.country_name_key = {{ key_text('landed.country') }}
    {{ computed_once() }}

),

standardized as (

    select
        {{ record_key('keyed.account_record_id') }} as account_record_key,
        keyed.account_record_id,
        keyed.source_name,
        keyed.source_rank,
        {{ record_key('keyed.parent_record_id') }} as parent_record_key,
        keyed.name,
        case when placeholders.value_key is null then keyed.written_key end
            as company_key,
        case when public_domains.domain is null then keyed.written_domain end as domain,
        keyed.phone,
        case
            when length(keyed.phone_digits) >= 7
                then substr(
                    keyed.phone_digits, greatest(length(keyed.phone_digits) - 8, 1)
                )
        end as phone_key,
        keyed.industry,
        keyed.employee_count,
        keyed.street_address,
        keyed.written_street as street_key,
        keyed.city,
        keyed.country_key || ' ' || keyed.written_city as city_key,
        keyed.region,
        keyed.postal_code,
        keyed.country_key || ' ' || keyed.written_postal_code as postal_code_key,
        keyed.country,
        keyed.created_at,
        keyed.updated_at
    from keyed
    left join placeholders
        on placeholders.value_key = '<' || keyed.written_key || '>'
    left join public_domains on keyed.written_domain = public_domains.domain

)

select * from standardized
