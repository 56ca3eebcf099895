namespace RetailGrains.WebConsole.SignIn;

/// <summary>The user of the current request, and what is shown to it.</summary>
internal sealed class CurrentUser(IHttpContextAccessor http)
{
    /// <summary>As <see cref="Hosting.ConsoleRules"/> found it.</summary>
    public Session? Session { get; } = http.HttpContext?.Features.Get<Session>();

    public bool IsOperator => Has("operator");

    /// <summary>Whether figures may be read, of the chain or of <see cref="Stores"/>.</summary>
    public bool ReadsFigures => IsOperator || Has("viewer");

    /// <summary>Whether figures of the whole chain may be read, and those of products and customers.</summary>
    public bool ReadsChain => ReadsFigures && Stores is null;

    /// <summary>Whether transactions and files may be sent.</summary>
    public bool Sends => IsOperator || Has("producer");

    /// <summary>The stores that the user is bound to; null when it is not bound.</summary>
    public IReadOnlyList<string>? Stores => Session?.Stores;

    private bool Has(string role) => Session?.Roles.Contains(role) == true;
}
