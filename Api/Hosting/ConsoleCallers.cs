using System.Net;
using System.Security.Cryptography;
using System.Text;
using RetailGrains.WebConsole.Platform;

namespace RetailGrains.Api.Hosting;

/// <summary>
/// Requests of the hosted console come from loopback. This restores the address of the console's user, so that limits, delays and the audit
/// concern that user. Only the console knows the proof, which exists in this process only.
/// </summary>
internal sealed class ConsoleCallers(RequestDelegate next, PlatformTransport transport)
{
    private readonly byte[] _proof = Encoding.ASCII.GetBytes(transport.CallerProof);

    public Task InvokeAsync(HttpContext http)
    {
        IHeaderDictionary headers = http.Request.Headers;
        if (headers.Remove(CallerHandler.ProofHeader, out Microsoft.Extensions.Primitives.StringValues proof)
            && CryptographicOperations.FixedTimeEquals(_proof, Encoding.UTF8.GetBytes(proof.ToString()))
            && headers.Remove(CallerHandler.AddressHeader, out Microsoft.Extensions.Primitives.StringValues address)
            && IPAddress.TryParse(address.ToString(), out IPAddress? user))
        {
            http.Connection.RemoteIpAddress = user;
        }

        return next(http);
    }
}
