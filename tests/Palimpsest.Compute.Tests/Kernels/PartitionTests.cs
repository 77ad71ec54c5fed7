using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public class PartitionTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 5)]
    [InlineData(77, 2)]
    [InlineData(1000, 7)]
    [InlineData(long.MaxValue / 2, 64)]
    public void Parts_cover_everything_once_and_differ_by_at_most_one(long count, int workers)
    {
        long end = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            Partition part = Partition.Of(count, worker, workers);
            Assert.Equal(end, part.Start);
            Assert.InRange(part.Count, count / workers, count / workers + 1);
            end = part.End;
        }

        Assert.Equal(count, end);
    }
}
