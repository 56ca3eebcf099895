using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Client;

/// <summary>
/// The typed API, generated from its description. Unsuccessful answers (also 304) are thrown as <see cref="ApiException"/>, with their
/// <see cref="Problem"/> if they have one. Words such as a transaction's kind are strings, so that a new word does not break older clients.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "The generated half declares the method.")]
public partial class RetailApi
{
    /// <summary>Null values are omitted.</summary>
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

    /// <summary>Addresses are sent unchanged: in a path, an id of dots would otherwise be resolved as a parent folder.</summary>
    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
    {
        Uri root = client.BaseAddress ?? throw new InvalidOperationException("The client needs the API's address as its BaseAddress.");
        request.RequestUri = new Uri(
            new StringBuilder(root.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append('/').Append(url).ToString(),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
