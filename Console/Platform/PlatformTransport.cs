namespace RetailGrains.WebConsole.Platform;

/// <summary>How a host that contains the API reaches it.</summary>
/// <param name="ApiUrl">The API's address in this process.</param>
/// <param name="Connections">Creates the handler of the connections.</param>
/// <param name="CallerProof">The secret that makes the API accept a user's address; see <see cref="CallerHandler"/>.</param>
internal sealed record PlatformTransport(Uri ApiUrl, Func<SocketsHttpHandler> Connections, string CallerProof);
