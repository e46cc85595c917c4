-- One row per account record that is a company, with what it is compared by: without sites
-- and telephones of too many names, and mail domains that are nobody's.

with

standardized as (

    select *
    from {{ ref('int_account_records_standardized') }}

),

evidence as (

    select
        reason,
        account_record_id,
        domain,
        domain_customer_count,
        given_name_key,
        family_name_key
    from {{ ref('int_account_evidence_extracted') }}

),

public_domains as (

    {{ _public_domains() | indent(4) }}

),

-- A site or a telephone that firms of many names give is a portal's or a switchboard's.
crowded as (

    select
        'domain' as evidence_type,
        domain as evidence_value
    from standardized
    group by domain
    having count(distinct company_key) > {{ var('max_account_names') }}

    union all

    select
        'phone' as evidence_type,
        phone_key as evidence_value
    from standardized
    group by phone_key
    having count(distinct company_key) > {{ var('max_account_names') }}

),

-- An account that is called as one of its own people is that person.
namesakes as (

    select evidence.account_record_id
    from evidence
    inner join standardized
        on evidence.account_record_id = standardized.account_record_id
    where
        evidence.reason = 'declared'
        and standardized.company_key in (
            evidence.given_name_key || ' ' || evidence.family_name_key,
            evidence.family_name_key || ' ' || evidence.given_name_key
        )
    group by evidence.account_record_id

),

judged as (

    select
        standardized.account_record_id,
        standardized.source_name,
        standardized.company_key,
        case when crowded_domains.evidence_value is null then standardized.domain end
            as domain,
        case when crowded_phones.evidence_value is null then standardized.phone_key end
            as phone_key
    from standardized
    left join namesakes
        on standardized.account_record_id = namesakes.account_record_id
    left join crowded as crowded_domains
        on standardized.domain = crowded_domains.evidence_value
        and crowded_domains.evidence_type = 'domain'
    left join crowded as crowded_phones
        on standardized.phone_key = crowded_phones.evidence_value
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
        domain,
        max(case when source_name in ('crm', 'support') then 1 else 0 end)
            as is_declared
    from judged
    where domain is not null and source_name <> 'mail'
    group by domain

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
        and levenshtein(
            {{ comparable_text('undeclared.domain') }}, public_domains.domain
        ) <= case when length(public_domains.domain) >= 9 then 2 else 1 end
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
screened as (

    select
        standardized.account_record_key,
        standardized.account_record_id,
        standardized.source_name,
        standardized.source_rank,
        standardized.parent_record_key,
        standardized.name,
        standardized.company_key,
        case
            when misspelt.domain is null then coalesce(sited.domain, judged.domain)
        end as domain,
        standardized.phone,
        judged.phone_key,
        standardized.industry,
        standardized.employee_count,
        standardized.street_address,
        standardized.street_key,
        standardized.city,
        standardized.city_key,
        standardized.region,
        standardized.postal_code,
        standardized.postal_code_key,
        standardized.country,
        standardized.created_at,
        standardized.updated_at
    from standardized
    inner join judged on standardized.account_record_id = judged.account_record_id
    left join sited on standardized.account_record_id = sited.account_record_id
    left join misspelt on judged.domain = misspelt.domain
    left join popular_domains
        on standardized.account_record_id = popular_domains.account_record_id
    where
        (
            standardized.company_key is not null
            or (judged.domain is not null and misspelt.domain is null)
        )
        and (
            standardized.source_name <> 'mail'
            or sited.domain is not null
            or popular_domains.account_record_id is not null
        )

)

select * from screened
