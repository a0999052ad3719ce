package millrace.objectstore;

class GrowingMemoryStoreTest extends ObjectStoreContract {
  @Override
  ObjectStore open() {
    return new GrowingMemoryStore();
  }
}
