namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>A sign-in with the external issuer that failed.</summary>
/// <param name="message">The message for the user.</param>
/// <param name="reason">The reason for the log.</param>
/// <param name="isUnavailable">Whether the issuer does not answer.</param>
internal sealed class ExternalFailure(string message, string reason, bool isUnavailable = false) : Exception(message)
{
    public string Reason { get; } = reason;

    public bool IsUnavailable { get; } = isUnavailable;

    public static ExternalFailure Unavailable(string reason) =>
        new("Your organisation's sign-in does not answer. Try again later.", reason, isUnavailable: true);

    public static ExternalFailure Ended(string reason) => new("This sign-in has expired, or has been used. Sign in again.", reason);

    public static ExternalFailure Denied(string reason) => new("Your organisation did not sign you in.", reason);

    public static ExternalFailure Invalid(string reason) =>
        new("The answer of your organisation's sign-in is not valid. The console's log shows the reason.", reason);

    public static ExternalFailure NotAccepted(string reason) =>
        new("The API does not accept your organisation's sign-in. The console's log shows the reason.", reason);
}
