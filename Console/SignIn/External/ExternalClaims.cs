namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>
/// Where tokens of the external issuer have roles and stores. They only decide what is shown: the API reads the token itself.
/// </summary>
internal sealed class ExternalClaims
{
    public string RolesClaim { get; set; } = "roles";

    public string StoresClaim { get; set; } = "stores";

    /// <summary>The role that a value grants. Empty: the values are roles. If any mapping exists, other values grant no role.</summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    public IReadOnlyList<string> RolesOf(IEnumerable<string> values) =>
        [.. values.Select(value => Roles.Count == 0 ? value : Roles.GetValueOrDefault(value)).OfType<string>().Distinct()];
}
