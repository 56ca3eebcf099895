namespace RetailGrains.WebConsole.Hosting;

/// <summary>
/// Which unsafe requests come from the console's own pages. Browsers set both headers, and pages cannot change them.
/// </summary>
internal static class OriginCheck
{
    /// <param name="method">The request's method; safe methods pass.</param>
    /// <param name="origin">The Origin header; null when it is absent.</param>
    /// <param name="fetchSite">The Sec-Fetch-Site header; null when it is absent.</param>
    /// <param name="host">The host and port that browsers see.</param>
    public static bool Passes(string method, string? origin, string? fetchSite, string host)
    {
        if (method is "GET" or "HEAD" or "OPTIONS" or "TRACE") return true;
        if (fetchSite is not null and not "same-origin") return false;
        return origin is not null
            && Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
            && from.Scheme is "http" or "https"
            && from.Authority.Equals(WithoutDefaultPort(host, from.Scheme), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>As in <see cref="Uri.Authority"/>: a proxy may write the default port into the Host header.</summary>
    private static string WithoutDefaultPort(string host, string scheme)
    {
        string port = scheme == "https" ? ":443" : ":80";
        return host.EndsWith(port, StringComparison.Ordinal) ? host[..^port.Length] : host;
    }
}
