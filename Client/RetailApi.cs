using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Client;

/// <summary>
/// The API, typed: generated from its description. Answers that are not a success (304 too) are thrown as <see cref="ApiException"/>,
/// with their <see cref="Problem"/> where there is one. Words such as a transaction's kind are texts, so that one that is added later
/// does not break a client that was built before.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "The generated half declares the method.")]
public partial class RetailApi
{
    /// <summary>What is not given is left out.</summary>
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

    /// <summary>Addresses go as they are: an id of dots in a path would otherwise be taken for a way up.</summary>
    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
    {
        Uri root = client.BaseAddress ?? throw new InvalidOperationException("The client needs the API's address as its BaseAddress.");
        request.RequestUri = new Uri(
            new StringBuilder(root.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append('/').Append(url).ToString(),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
