namespace RetailGrains.WebConsole.SignIn;

/// <summary>The user of the current request, and what is shown to it.</summary>
internal sealed class CurrentUser(IHttpContextAccessor http, TimeProvider time)
{
    public Session? Session { get; } = http.HttpContext is { } context ? SignIn.Session.Of(context.Request, time) : null;

    public bool IsOperator => Has("operator");

    /// <summary>Whether figures may be read.</summary>
    public bool ReadsFigures => IsOperator || Has("viewer");

    /// <summary>Whether transactions and files may be sent.</summary>
    public bool Sends => IsOperator || Has("producer");

    private bool Has(string role) => Session?.Roles.Contains(role) == true;
}
