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
        domain_customer_count,
        given_name_key,
        family_name_key,
        first_seen_at,
        last_seen_at
    from {{ ref('int_account_evidence_extracted') }}

),

public_domains as (

    select domain
    from {{ ref('public_domains') }}
    union
    select email_domain as domain
    from {{ ref('disposable_email_domains') }}

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
        landed.*,
        {{ comparable_text(company_key('landed.name')) }} as written_key,
        {{ web_domain('landed.website') }} as written_domain,
        -- extensions aside, the last nine digits are the same with and without the codes
        {{ digits_of(regexp_replace_all(
            'lower(landed.phone)', "'(ext| x|#)[ .:]*[0-9]+ *$'", "''"
        )) }} as phone_digits,
        country_names.country as country_code,
        {{ comparable_text(key_text('landed.city')) }} as written_city,
        {{ compact_key('landed.postal_code') }} as written_postal_code,
        {{ compact_key('landed.street_address') }} as written_street
    from landed
    left join country_names
        on country_names.country_name_key = {{ key_text('landed.country') }}
    {{ computed_once() }}

),

screened as (

    select
        keyed.account_record_id,
        case when placeholders.value_key is null then keyed.written_key end
            as company_key,
        case when public_domains.domain is null then keyed.written_domain end as domain,
        case
            when length(keyed.phone_digits) >= 7
                then substr(
                    keyed.phone_digits, greatest(length(keyed.phone_digits) - 8, 1)
                )
        end as phone_key,
        coalesce(keyed.country_code, '{{ var("default_country") }}') as country_key
    from keyed
    left join placeholders
        on placeholders.value_key = '<' || keyed.written_key || '>'
    left join public_domains on keyed.written_domain = public_domains.domain
    {{ computed_once() }}

),

-- A site or a telephone that firms of many names give is a portal's or a switchboard's.
crowded as (

    select
        'domain' as evidence_type,
        domain as evidence_value
    from screened
    group by domain
    having count(distinct company_key) > {{ var('max_account_names') }}

    union all

    select
        'phone' as evidence_type,
        phone_key as evidence_value
    from screened
    group by phone_key
    having count(distinct company_key) > {{ var('max_account_names') }}

),

-- An account that is called as one of its own people is that person.
namesakes as (

    select evidence.account_record_id
    from evidence
    inner join screened
        on evidence.account_record_id = screened.account_record_id
    where
        evidence.reason = 'declared'
        and screened.company_key in (
            evidence.given_name_key || ' ' || evidence.family_name_key,
            evidence.family_name_key || ' ' || evidence.given_name_key
        )
    group by evidence.account_record_id

),

judged as (

    select
        screened.account_record_id,
        screened.company_key,
        case when crowded_domains.evidence_value is null then screened.domain end
            as domain,
        case when crowded_phones.evidence_value is null then screened.phone_key end
            as phone_key,
        screened.country_key
    from screened
    left join namesakes
        on screened.account_record_id = namesakes.account_record_id
    left join crowded as crowded_domains
        on screened.domain = crowded_domains.evidence_value
        and crowded_domains.evidence_type = 'domain'
    left join crowded as crowded_phones
        on screened.phone_key = crowded_phones.evidence_value
        and crowded_phones.evidence_type = 'phone'
    where namesakes.account_record_id is null
    {{ computed_once() }}

),

popular_domains as (

    select
        account_record_id,
        min(domain) as domain
    from evidence
    where
        reason = 'mail_domain'
        and domain_customer_count >= {{ var('min_account_domain_customers') }}
    group by account_record_id

),

owned_domains as (

    select
        judged.domain,
        max(case when keyed.source_name in ('crm', 'support') then 1 else 0 end)
            as is_declared
    from judged
    inner join keyed on judged.account_record_id = keyed.account_record_id
    where judged.domain is not null and keyed.source_name <> 'mail'
    group by judged.domain

),

-- Whatever is a letter or two off a provider's is nobody's (gmail.con, gmial.com), unless
-- the CRM or support has it.
misspelt as (

    select undeclared.domain
    from (
        select domain
        from owned_domains
        where is_declared = 0

        union

        select popular_domains.domain
        from popular_domains
        left join owned_domains on popular_domains.domain = owned_domains.domain
        where coalesce(owned_domains.is_declared, 0) = 0
    ) as undeclared
    inner join public_domains
        on length(public_domains.domain) >= 6
        and levenshtein({{ comparable_text('undeclared.domain') }}, public_domains.domain)
        <= case when length(public_domains.domain) >= 9 then 2 else 1 end
    group by undeclared.domain

),

-- The sites that companies have, and mailboxes at them or below them.
sites as (

    select owned_domains.domain
    from owned_domains
    left join misspelt on owned_domains.domain = misspelt.domain
    where misspelt.domain is null

),

domain_forms as (

    {%- for labels in range(3) %}
    select
        account_record_id,
        {{ _without_labels('domain', labels) }} as domain
    from judged
    where account_record_id like 'domain:%'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

sited as (

    select
        domain_forms.account_record_id,
        {{ first_by('sites.domain', '-length(sites.domain)') }} as domain
    from domain_forms
    inner join sites on domain_forms.domain = sites.domain
    group by domain_forms.account_record_id

),

-- A mail domain alone is a company where enough customers have it, or a company its site.
standardized as (

    select
        {{ record_key('keyed.account_record_id') }} as account_record_key,
        keyed.account_record_id,
        keyed.source_name,
        keyed.source_rank,
        {{ record_key('keyed.parent_record_id') }} as parent_record_key,
        keyed.name,
        judged.company_key,
        case
            when misspelt.domain is null then coalesce(sited.domain, judged.domain)
        end as domain,
        keyed.phone,
        judged.phone_key,
        keyed.industry,
        keyed.employee_count,
        keyed.street_address,
        keyed.written_street as street_key,
        keyed.city,
        judged.country_key || ' ' || keyed.written_city as city_key,
        keyed.region,
        keyed.postal_code,
        judged.country_key || ' ' || keyed.written_postal_code as postal_code_key,
        keyed.country_code as country,
        keyed.created_at,
        keyed.updated_at
    from keyed
    inner join judged on keyed.account_record_id = judged.account_record_id
    left join sited on keyed.account_record_id = sited.account_record_id
    left join misspelt on judged.domain = misspelt.domain
    left join popular_domains
        on keyed.account_record_id = popular_domains.account_record_id
    where
        (
            judged.company_key is not null
            or (judged.domain is not null and misspelt.domain is null)
        )
        and (
            keyed.source_name <> 'mail'
            or sited.domain is not null
            or popular_domains.account_record_id is not null
        )

)

select * from standardized
