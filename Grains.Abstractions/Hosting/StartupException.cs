namespace RetailGrains.Hosting;

/// <summary>
/// The program can't start, for a reason that its operator can remove. The program prints the message as one line on standard error,
/// without a stack, and ends with exit code 1.
/// </summary>
/// <param name="message">Names the setting, its value (without secrets) and the cure.</param>
/// <param name="reason">What was caught, for a debugger; it is not printed.</param>
public class StartupException(string message, Exception? reason = null) : Exception(message, reason);
