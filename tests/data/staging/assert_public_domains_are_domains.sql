-- Guards the companies: what public_domains and disposable_email_domains list is written as
-- the domains of addresses are compared: lower case, labels and dots, no @, no scheme.
-- What would break: "@Gmail.com" in the list is nobody's domain, gmail.com becomes a company,
-- and everybody with a mailbox there its staff.

{% set faults -%}
with

domains as (

    select
        'public_domains' as list_name,
        domain
    from {{ ref('public_domains') }}
    union all
    select
        'disposable_email_domains' as list_name,
        email_domain as domain
    from {{ ref('disposable_email_domains') }}

)

select
    'Seed ' || list_name || ' has ''' || domain
    || '''; a domain in lower case, such as example.com.' as message
from domains
where not {{ matches_regexp(
    "domain || '!'", "'^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+!$'"
) }}
{%- endset %}

{{ tell_rows(faults, is_fatal=true) }}
{{ faults }}
