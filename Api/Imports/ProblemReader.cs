using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>Reads an import's problems page by page, so that no database connection is held while a caller reads its answer.</summary>
internal sealed class ProblemReader(IImportStore imports, QueryGate queries, Retry retry)
{
    private const int PageItems = 1_000;

    /// <summary>The page after a place.</summary>
    public Task<IReadOnlyList<ImportProblem>> PageAsync(string importId, ImportProblemCursor? after, int limit, HttpContext http)
    {
        CancellationToken cancel = http.RequestAborted;
        return retry.QueryAsync(
            () => queries.RunAsync(
                CallerKey.Of(http), QueryCost.Page, token => imports.ProblemsAsync(importId, after, limit, token), cancel),
            cancel);
    }

    /// <summary>All problems; each page is read after the previous one has been sent.</summary>
    public async IAsyncEnumerable<ImportProblem> AllAsync(string importId, HttpContext http)
    {
        for (ImportProblemCursor? after = null; ;)
        {
            IReadOnlyList<ImportProblem> page = await PageAsync(importId, after, PageItems, http);
            foreach (ImportProblem problem in page) yield return problem;
            if (page.Count < PageItems) break;
            after = new ImportProblemCursor(page[^1].Line, page[^1].Ordinal);
        }
    }
}
