using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Access;

/// <summary>The metrics of access: meter <c>RetailGrains.Access</c>. docs/metrics.md describes them. No label names a caller.</summary>
internal sealed class AccessMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Access";

    private static readonly KeyValuePair<string, object?>
        Succeeded = Result("succeeded"), Refused = Result("refused"), Delayed = Result("delayed");

    private static readonly KeyValuePair<string, object?> Cached = Result("cached"), Valid = Result("valid"), Invalid = Result("invalid");

    private readonly Meter _meter;
    private readonly Counter<long> _signIns, _tokens;

    public AccessMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _signIns = _meter.CreateCounter<long>("retail.access.sign.ins", "{attempt}", "Attempts to sign in.");
        _tokens = _meter.CreateCounter<long>("retail.access.token.checks", "{token}", "Validations of tokens.");
    }

    public void Seed()
    {
        foreach (KeyValuePair<string, object?> result in new[] { Succeeded, Refused, Delayed }) _signIns.Add(0, result);
        foreach (KeyValuePair<string, object?> result in new[] { Cached, Valid, Invalid }) _tokens.Add(0, result);
    }

    /// <summary>An account or a client has signed in.</summary>
    public void SignedIn() => _signIns.Add(1, Succeeded);

    /// <summary>An attempt to sign in was refused.</summary>
    /// <param name="delayed">It was not verified, because of earlier failures.</param>
    public void SignInRefused(bool delayed) => _signIns.Add(1, delayed ? Delayed : Refused);

    /// <summary>A token was found in the cache of valid tokens.</summary>
    public void TokenFound() => _tokens.Add(1, Cached);

    /// <summary>A token was validated.</summary>
    public void TokenValidated(bool isValid) => _tokens.Add(1, isValid ? Valid : Invalid);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Result(string value) => new("result", value);
}
