using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>
/// Decides which imports a caller that is bound to stores may see: only those whose sender was bound to no other stores than the caller's.
/// The file of any other sender may contain rows of any store.
/// </summary>
internal sealed class ImportAccess(IImportStore imports, Retry retry)
{
    /// <summary>The answer to a caller that may not see the import; null when it may.</summary>
    public async Task<IResult?> RefuseAsync(HttpContext http, string importId, CancellationToken cancel)
    {
        StoreScope scope = http.GetStoreScope();
        if (!scope.IsBound) return null;
        ImportFile? file = await retry.QueryAsync(() => imports.FindAsync(importId, cancel), cancel);
        return scope.Covers(StoreScope.Of(file?.Stores)) ? null : StoreProblems.OtherStore();
    }
}
