namespace RetailGrains.Hosting;

/// <summary>
/// The program cannot start, for a reason that its operator can remove. The program prints the message as one line on standard error,
/// without a stack trace, and exits with code 1.
/// </summary>
/// <param name="message">Names the setting, its value (without secrets) and the remedy.</param>
/// <param name="reason">The caught exception, for a debugger; it is not printed.</param>
public class StartupException(string message, Exception? reason = null) : Exception(message, reason);
