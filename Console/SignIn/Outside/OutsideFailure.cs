namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>A sign-in with the outside issuer that failed.</summary>
/// <param name="message">What the user reads.</param>
/// <param name="reason">What the log says.</param>
/// <param name="isAway">Whether the issuer does not answer.</param>
internal sealed class OutsideFailure(string message, string reason, bool isAway = false) : Exception(message)
{
    public string Reason { get; } = reason;

    public bool IsAway { get; } = isAway;

    public static OutsideFailure Away(string reason) =>
        new("Your organisation's sign-in does not answer. Try again later.", reason, isAway: true);

    public static OutsideFailure Ended(string reason) => new("This sign-in has expired, or has been used. Sign in again.", reason);

    public static OutsideFailure Denied(string reason) => new("Your organisation did not sign you in.", reason);

    public static OutsideFailure Invalid(string reason) =>
        new("The answer of your organisation's sign-in is not valid. The console's log shows the reason.", reason);

    public static OutsideFailure NotAccepted(string reason) =>
        new("The API does not accept your organisation's sign-in. The console's log shows the reason.", reason);
}
