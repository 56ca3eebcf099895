using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos;

/// <summary>The checker detects violations concerning erased customers.</summary>
public sealed class ErasureCheckerTests
{
    private const string Pseudonym = "erased-0123456789abcdef0123456789abcdef";

    private readonly Violations _violations = new();
    private readonly Person _person = new("officer-0", 7);

    [Fact]
    public void An_erasure_as_it_was_acknowledged_has_no_violations()
    {
        Erase("before", "meanwhile");
        Buy("after");
        Run(Row("before", Pseudonym), Row("meanwhile", _person.Id), Row("after", _person.Id), Row("other", "bob"));
        Run(Row("before", Pseudonym), Row("meanwhile", Pseudonym), Row("after", _person.Id));
        Assert.Empty(_violations.Texts);
    }

    [Fact]
    public void An_entry_that_an_erasure_omitted_is_detected()
    {
        Erase("before", "meanwhile");
        Run(Row("before", _person.Id));
        Expect("before of person officer-0-7");
    }

    [Fact]
    public void An_entry_without_a_customer_or_with_another_pseudonym_is_detected()
    {
        Erase("before", "meanwhile");
        Run(Row("before", null), Row("meanwhile", Pseudonym.Replace('0', '1')));
        Assert.Equal(2, _violations.Count);
    }

    [Fact]
    public void A_later_sale_that_was_erased_with_the_earlier_ones_is_detected()
    {
        Erase("before", "meanwhile");
        Buy("after");
        Run(Row("after", Pseudonym));
        Expect("after of person officer-0-7");
    }

    [Fact]
    public void A_second_erasure_covers_the_sales_since_the_first()
    {
        Erase("before", "meanwhile");
        _person.BeginErasure();
        Run(Row("meanwhile", _person.Id));
        Assert.Empty(_violations.Texts);
        _person.Accept(Pseudonym, completed: true);
        Run(Row("meanwhile", _person.Id));
        Expect("meanwhile of person officer-0-7");
        Assert.False(_person.Accept("erased-other", completed: true));
    }

    [Fact]
    public void A_sale_that_was_sent_before_an_erasure_and_acknowledged_after_it_may_have_the_id_or_the_pseudonym()
    {
        _person.Buy("late");
        Erase("before", "meanwhile");
        _person.Acknowledge("late");
        Run(Row("late", _person.Id));
        Run(Row("late", Pseudonym));
        Assert.Empty(_violations.Texts);
        _person.BeginErasure();
        _person.Accept(Pseudonym, completed: true);
        Run(Row("late", _person.Id));
        Expect("late of person officer-0-7");
    }

    [Fact]
    public void After_an_unanswered_erasure_both_outcomes_are_accepted()
    {
        Buy("before");
        _person.BeginErasure();
        _person.Doubt();
        Run(Row("before", _person.Id));
        _person.Accept(Pseudonym, completed: true);
        Buy("after");
        Run(Row("after", _person.Id), Row("before", Pseudonym));
        Run(Row("after", Pseudonym), Row("before", Pseudonym));
        Assert.Empty(_violations.Texts);
    }

    [Fact]
    public void An_id_that_remains_anywhere_is_detected()
    {
        Erase("before", "meanwhile");
        LedgerRow[] rows = [Row("before", Pseudonym), Row("meanwhile", Pseudonym)];
        Search(rows, "audit", $"(1,customer.put,{Pseudonym})");
        Search(rows, "audit", "(1,customer.put,\"person officer-0-70\")");
        Assert.Empty(_violations.Texts);
        Search(rows, "audit", $"(1,customer.put,\"{_person.Id}\")");
        Expect("audit still has \"person officer-0-7\"");
    }

    [Fact]
    public void The_erased_name_remains_nowhere_even_if_a_new_customer_has_the_id()
    {
        Erase("before", "meanwhile");
        LedgerRow[] rows = [Row("before", Pseudonym), Row("meanwhile", _person.Id)];
        Search(rows, "customer_projection", $"(3,\"{_person.Id}\")");
        Assert.Empty(_violations.Texts);
        Search(rows, "customer_catalogue", $"(3,\"{_person.Name}\")");
        Expect("still has \"Name of person officer-0-7\"");
    }

    [Fact]
    public void Erased_entries_are_compared_with_what_was_sent()
    {
        Erase("before", "meanwhile");
        LedgerRow[] restored = [.. new ErasureCheck([_person]).Restore([Row("before", Pseudonym), Row("other", "bob")])];
        Assert.Equal([_person.Id, "bob"], restored.Select(row => row.Sale.CustomerId));
    }

    private void Erase(string before, string meanwhile)
    {
        Buy(before);
        _person.BeginErasure();
        Buy(meanwhile);
        Assert.True(_person.Accept(Pseudonym, completed: false));
        Assert.True(_person.Accept(Pseudonym, completed: true));
    }

    private void Buy(string id)
    {
        _person.Buy(id);
        _person.Acknowledge(id);
    }

    private static LedgerRow Row(string id, string? customer) =>
        new(0, 1, new DateOnly(2024, 2, 1), new SaleMaker(seed: 1).Make("test", 1) with { TransactionId = id, CustomerId = customer });

    private void Run(params LedgerRow[] rows) => new ErasureCheck([_person]).Run(rows, _violations);

    private void Search(LedgerRow[] rows, string place, string text)
    {
        var check = new ErasureCheck([_person]);
        check.Search(place, text, check.Gone(rows).Select(person => person.Id).ToHashSet(), _violations);
    }

    private void Expect(string words) =>
        Assert.Contains(words, Assert.Single(_violations.Texts), StringComparison.Ordinal);
}
