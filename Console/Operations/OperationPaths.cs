namespace RetailGrains.WebConsole.Operations;

/// <summary>The pages and actions of operators.</summary>
internal static class OperationPaths
{
    public const string Ledger = "/operations";
    public const string Streams = "/operations/streams";
    public const string Audit = "/operations/audit";
    public const string Access = "/operations/access";
    public const string Reconcile = "/operations/reconciliation";
    public const string Rebuild = "/operations/rebuild";
    public const string RetryLetter = "/operations/streams/retry";
    public const string DeleteLetter = "/operations/streams/delete";
    public const string AddAccount = "/operations/access/accounts/add";
    public const string SetAccountRoles = "/operations/access/accounts/roles";
    public const string SetAccountStores = "/operations/access/accounts/stores";
    public const string DeleteAccount = "/operations/access/accounts/delete";
    public const string AddClient = "/operations/access/clients/add";
    public const string RotateClient = "/operations/access/clients/rotate";
    public const string DeleteClient = "/operations/access/clients/delete";

    public static (string Path, string Title)[] Tabs { get; } =
        [(Ledger, "Ledger"), (Streams, "Streams"), (Audit, "Audit"), (Access, "Accounts and clients")];
}
