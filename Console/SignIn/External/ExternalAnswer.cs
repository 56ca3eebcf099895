namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>The parameters with which the issuer sends the browser back.</summary>
/// <param name="Code">The code to exchange for tokens.</param>
/// <param name="State">The state of the attempt.</param>
/// <param name="Error">The error instead of a code.</param>
/// <param name="Issuer">The issuer, if it names itself.</param>
internal sealed record ExternalAnswer(string? Code, string? State, string? Error, string? Issuer)
{
    private const int MaxError = 64;

    public static ExternalAnswer Of(IQueryCollection query)
    {
        return new ExternalAnswer(One("code"), One("state"), One("error"), One("iss"));

        string? One(string name) => query[name] is [{ Length: > 0 } value] ? value : null;
    }

    /// <summary>Error codes are words; anything else may come from an attacker and does not belong in a log.</summary>
    public static string Printable(string? error) =>
        error is { Length: > 0 and <= MaxError } && error.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? error : "(no error code)";

    /// <summary>The code; the attempt that the browser holds must be the one that the issuer answers.</summary>
    /// <exception cref="ExternalFailure">The answer is not of this attempt, or is an error.</exception>
    public string CodeFor(ExternalAttempt? attempt)
    {
        if (attempt is null) throw ExternalFailure.Ended("the browser has not started a sign-in");
        if (!attempt.HasState(State)) throw ExternalFailure.Ended("the answer is of another sign-in (state)");
        if (Error is not null) throw ErrorOf(Error);
        return Code ?? throw ExternalFailure.Invalid("the answer has neither a code nor an error");
    }

    private static ExternalFailure ErrorOf(string error) => error switch
    {
        "temporarily_unavailable" or "server_error" => ExternalFailure.Unavailable($"the issuer answered {error}"),
        "access_denied" or "login_required" or "consent_required" or "interaction_required" =>
            ExternalFailure.Denied($"the issuer answered {error}"),
        _ => ExternalFailure.Invalid($"the issuer answered {Printable(error)}"),
    };
}
