import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "azure",
  title: "Azure keys and connection strings",
  why: "A storage or service key gives full access to the account, past every role that Azure manages.",
  references: [
    "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage",
    "https://learn.microsoft.com/en-us/purview/sit-defn-azure-storage-account-key-generic",
    "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
  ],
  shapes: {
    "a Microsoft Entra client secret": [
      "{a:3}7Q~{z:31-34}",
      "{a:3}8Q~{z:31-34}",
      "{a:3}9Q~{z:31-34}",
      "{z:3}8Q~{z:31-34}",
      "{z:3}7Q~{z:31-34}",
    ],
    "an Azure storage account key": ["AccountKey={b:86}==", "{b:76}+ASt{b:6}=="],
    "an Azure shared access key": ["SharedAccessKey={b:43}="],
    "an Azure App Configuration secret": [".azconfig.io;Id={z:4-60}:{z:10-60};Secret={b:36-90}{=}"],
    "an Azure DevOps personal access token": ["{a:75}AZDO{a:5}"],
    "an Azure Cognitive Services key": ["{a:75}AACO{a:5}", "{a:52}JQQJ99{a:26}", "{a:52}AAAAAC{a:26}"],
    "an Azure Functions key": ["{u:44}AzFu{u:4}=="],
    "an Azure Search admin key": ["{a:42}AzSe{a:6}"],
    "an Azure Container Registry password": ["{b:42}+ACR{a:6}"],
    "an Azure API Management key": ["{u:33}AAAAAAPIM{u:4}=="],
  },
});
