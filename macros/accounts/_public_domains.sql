{#
    The domains at which anybody may have a mailbox or a page: providers, portals and throwaway
    addresses.

    Returns a relation body, one row per domain.
#}
{% macro _public_domains() -%}
select domain
from {{ ref('public_domains') }}
union
select email_domain as domain
from {{ ref('disposable_email_domains') }}
{%- endmacro %}
