namespace RetailGrains.WebConsole.Shell;

/// <summary>The form of a request.</summary>
internal static class PostedForm
{
    /// <summary>Empty when the body is no form.</summary>
    public static async Task<IFormCollection> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        try
        {
            return http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
        }
        catch (NotSupportedException)
        {
            // .NET refuses to decode UTF-7.
            throw new BadHttpRequestException(
                "The charset in Content-Type is not supported: send the form in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }
    }
}
