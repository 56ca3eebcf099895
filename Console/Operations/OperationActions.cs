using Microsoft.AspNetCore.Http.HttpResults;
using RetailGrains.Client;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Operations;

/// <summary>The actions of operators.</summary>
internal static class OperationActions
{
    public static void MapOperationActions(this IEndpointRouteBuilder console)
    {
        console.MapPost(OperationPaths.Reconcile, ReconcileAsync).DisableRequestTimeout();
        console.Map(OperationPaths.Rebuild, OperationPaths.Ledger, async (api, _, cancel) =>
        {
            await api.RebuildProjectionsAsync(cancel);
            return "The rebuild has started.";
        });
        console.Map(OperationPaths.RetryLetter, OperationPaths.Streams, async (api, form, cancel) =>
        {
            await api.RetryDeadLetterAsync(form["id"].ToString(), cancel);
            return "The dead letter is back in its stream.";
        });
        console.Map(OperationPaths.DeleteLetter, OperationPaths.Streams, async (api, form, cancel) =>
        {
            await api.DeleteDeadLetterAsync(form["id"].ToString(), cancel);
            return "The dead letter is deleted.";
        });
        console.Map(OperationPaths.DeleteAccount, OperationPaths.Access, async (api, form, cancel) =>
        {
            await api.DeleteAccountAsync(form["name"].ToString(), cancel);
            return "The account is deleted. Its sessions have ended.";
        });
        console.Map(OperationPaths.DeleteClient, OperationPaths.Access, async (api, form, cancel) =>
        {
            await api.DeleteClientAsync(form["id"].ToString(), cancel);
            return "The client is deleted. Its tokens are no longer valid.";
        });
        console.Map(OperationPaths.AddAccount, OperationPaths.Access, AddAccountAsync);
        console.Map(OperationPaths.SetAccountRoles, OperationPaths.Access, SetAccountRolesAsync);
        console.Map(OperationPaths.SetAccountStores, OperationPaths.Access, SetAccountStoresAsync);
        console.MapPost(OperationPaths.AddClient, AddClientAsync);
        console.MapPost(OperationPaths.RotateClient, RotateClientAsync);
    }

    private static void Map(
        this IEndpointRouteBuilder console,
        string path,
        string page,
        Func<RetailApi, IFormCollection, CancellationToken, Task<string>> action) =>
        console.MapPost(path, async (HttpContext http, RetailApi api, CancellationToken cancel) =>
        {
            IFormCollection form = await PostedForm.ReadAsync(http, cancel);
            return await FormAction.RunAsync(http, form, page, () => action(api, form, cancel));
        });

    private static async Task<IResult> ReconcileAsync(HttpContext http, PlatformConnection platform, CancellationToken cancel)
    {
        try
        {
            Reconciliation result = (await platform.ConnectWithoutTimeout(http).ReconcileAsync(cancel)).Result;
            return new RazorComponentResult<ReconciliationAnswer>(
                new Dictionary<string, object?> { [nameof(ReconciliationAnswer.Result)] = result });
        }
        catch (Exception e) when (Failure.Is(e))
        {
            return new RazorComponentResult<ReconciliationAnswer>(
                new Dictionary<string, object?> { [nameof(ReconciliationAnswer.Problem)] = Failure.Of(e) });
        }
    }

    private static async Task<string> AddAccountAsync(RetailApi api, IFormCollection form, CancellationToken cancel)
    {
        var account = new NewAccount
        {
            Name = form["name"].ToString(),
            Password = form["password"].ToString(),
            Roles = RolesOf(form),
            Stores = StoresOf(form),
        };
        await api.PostAccountAsync(account, cancel);
        return "The account is added.";
    }

    private static async Task<string> SetAccountRolesAsync(RetailApi api, IFormCollection form, CancellationToken cancel)
    {
        await api.PutAccountRolesAsync(form["name"].ToString(), new RoleChange { Roles = RolesOf(form) }, cancel);
        return "The roles are set. The user must sign in again.";
    }

    private static async Task<string> SetAccountStoresAsync(RetailApi api, IFormCollection form, CancellationToken cancel)
    {
        await api.PutAccountStoresAsync(form["name"].ToString(), new StoresChange { Stores = StoresOf(form) }, cancel);
        return "The stores are set. The account has to sign in again.";
    }

    private static async Task<IResult> AddClientAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        var client = new NewClient { Name = form["name"].ToString(), Roles = RolesOf(form), Stores = StoresOf(form) };
        return await ShowSecretAsync(http, form, async () => (await api.PostClientAsync(client, cancel)).Result);
    }

    private static async Task<IResult> RotateClientAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        return await ShowSecretAsync(http, form, async () =>
            (await api.RotateClientSecretAsync(form["id"].ToString(), cancellationToken: cancel)).Result);
    }

    /// <summary>Answers with the secret itself: a redirect would need a place to keep it.</summary>
    private static async Task<IResult> ShowSecretAsync(
        HttpContext http, IFormCollection form, Func<Task<RetailGrains.Client.Client>> action)
    {
        RetailGrains.Client.Client? client = null;
        IResult refused = await FormAction.RunAsync(http, form, OperationPaths.Access, async () =>
        {
            client = await action();
            return "";
        });
        return client is null
            ? refused
            : new RazorComponentResult<SecretAnswer>(new Dictionary<string, object?> { [nameof(SecretAnswer.Client)] = client });
    }

    private static string[] RolesOf(IFormCollection form) => [.. form["roles"].OfType<string>()];

    /// <summary>One store per line. Null, which means all stores, when there is none.</summary>
    private static string[]? StoresOf(IFormCollection form)
    {
        string[] stores =
            form["stores"].ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return stores.Length == 0 ? null : stores;
    }
}
