namespace RetailGrains.WebConsole.Shell;

/// <summary>The form of a request.</summary>
internal static class PostedForm
{
    /// <summary>Empty when the body is no form.</summary>
    public static async Task<IFormCollection> ReadAsync(HttpContext http, CancellationToken cancel) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
}
