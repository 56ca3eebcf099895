namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>The parameters with which the issuer sends the browser back.</summary>
/// <param name="Code">The code to exchange for tokens.</param>
/// <param name="State">The state of the attempt.</param>
/// <param name="Error">The error instead of a code.</param>
/// <param name="Issuer">The issuer, if it names itself.</param>
internal sealed record OutsideAnswer(string? Code, string? State, string? Error, string? Issuer)
{
    private const int MaxError = 64;

    public static OutsideAnswer Of(IQueryCollection query)
    {
        return new OutsideAnswer(One("code"), One("state"), One("error"), One("iss"));

        string? One(string name) => query[name] is [{ Length: > 0 } value] ? value : null;
    }

    /// <summary>Error codes are words; anything else was written by somebody else and does not belong into a log.</summary>
    public static string Printable(string? error) =>
        error is { Length: > 0 and <= MaxError } && error.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? error : "(no error code)";

    /// <summary>The code; the attempt that the browser holds must be the one that the issuer answers.</summary>
    /// <exception cref="OutsideFailure">The answer is not of this attempt, or is an error.</exception>
    public string CodeFor(OutsideAttempt? attempt)
    {
        if (attempt is null) throw OutsideFailure.Ended("the browser has no sign-in that has begun");
        if (!attempt.HasState(State)) throw OutsideFailure.Ended("the answer is of another sign-in (state)");
        if (Error is not null) throw ErrorOf(Error);
        return Code ?? throw OutsideFailure.Invalid("the answer has neither a code nor an error");
    }

    private static OutsideFailure ErrorOf(string error) => error switch
    {
        "temporarily_unavailable" or "server_error" => OutsideFailure.Away($"the issuer answered {error}"),
        "access_denied" or "login_required" or "consent_required" or "interaction_required" =>
            OutsideFailure.Denied($"the issuer answered {error}"),
        _ => OutsideFailure.Invalid($"the issuer answered {Printable(error)}"),
    };
}
