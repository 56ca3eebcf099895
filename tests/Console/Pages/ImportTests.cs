using System.Text;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ImportTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private const string File =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        + "i-1,cup,CUP,2,2026-01-05 10:00,1.50,c-9,london\n"
        + "i-2,cup,CUP,many,2026-01-05 10:00,1.50,c-9,london\n"
        + "i-3,\"=cmd|' /C calc'!A0\",CUP,1,2026-01-05 10:00,zero,c-9,london\n";

    [Fact]
    public async Task A_file_with_bad_rows_is_imported_its_problems_are_listed_by_row_and_it_is_undone()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/imports");
        var file = new FilePayload { Name = "till.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File) };
        await window.Page.SetInputFilesAsync("#file", file);
        await ImportAsync(window.Page);
        await window.Page.WaitForURLAsync("**/import?id=*");
        await Expect(window.Page.Locator("section[aria-label='till.csv'] .state.completed")).ToBeVisibleAsync();
        await window.SettledAsync();
        Assert.Equal(1, await window.FigureAsync("recorded"));
        Assert.Equal(2, await window.FigureAsync("rejected"));
        await Expect(window.Page.Locator("section[aria-label=Problems] tbody tr")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("section[aria-label=Problems]")).ToContainTextAsync("i-2");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo this import" }).ClickAsync();
        await window.ConfirmAsync();
        await Expect(window.Page.Locator("[data-undo].completed")).ToBeVisibleAsync();
        await window.SettledAsync();
        Assert.Equal(1, await window.FigureAsync("annulled"));
        Assert.Equal(0, await window.FigureAsync("alreadyRevised"));
        await Expect(window.Page.GetByText("Undo this import")).ToHaveCountAsync(0);
        Assert.True((await Scene.Api.GetAsync("/transactions/i-1"))["annulled"].GetBoolean());
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_file_is_dropped_on_the_page_and_a_file_of_another_kind_is_refused_with_the_reason()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/imports");
        await DropAsync(window.Page, "other.csv", "no,header,that,is,known\n1,2,3,4,5\n");
        await Expect(window.Page.Locator("[data-chosen]")).ToContainTextAsync("other.csv");
        await ImportAsync(window.Page);
        await Expect(window.Page.Locator("[data-problem], .state.failed").Locator("visible=true")).ToHaveCountAsync(1);
        await window.GoAsync("/imports");
        await DropAsync(window.Page, "dropped.csv", File.Replace("i-", "dropped-", StringComparison.Ordinal));
        await ImportAsync(window.Page);
        await window.Page.WaitForURLAsync("**/import?id=*");
        await Expect(window.Page.Locator("section[aria-label='dropped.csv'] .state.completed")).ToBeVisibleAsync();
        (await Scene.Api.GetAsync("/transactions/dropped-1")).Expect(System.Net.HttpStatusCode.OK);
    }

    private static async Task DropAsync(IPage page, string name, string text) => await page.EvaluateAsync(
        """
        ([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name, { type: 'text/csv' }));
            for (const type of ['dragenter', 'dragover', 'drop']) {
                document.querySelector('.drop').dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
        }
        """,
        new[] { name, text });

    private static Task ImportAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Import", Exact = true }).ClickAsync();
}
