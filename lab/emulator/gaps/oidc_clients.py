"""An OIDC provider's audiences: moto does not know how to add or remove one.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
"""

from moto.core.responses import EmptyResult
from moto.iam.responses import IamResponse


def close():
    """Answers both calls. Adding one that is there, and removing one that is not, changes nothing, as in AWS."""

    def add(self):
        clients, client = _asked(self)
        if client not in clients:
            clients.append(client)
        return EmptyResult()

    def remove(self):
        clients, client = _asked(self)
        if client in clients:
            clients.remove(client)
        return EmptyResult()

    IamResponse.add_client_id_to_open_id_connect_provider = add
    IamResponse.remove_client_id_from_open_id_connect_provider = remove


def _asked(response):
    provider = response.backend.get_open_id_connect_provider(response._get_param("OpenIDConnectProviderArn"))
    return provider.client_id_list, response._get_param("ClientID")
